"""The command line: `python -m explorer COMMAND`."""

import sys

from explorer.terminal import at_terminal


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0, 1 (something was found) or 2 (bad arguments).

    `lint` starts where only Python is installed and `doctor` beside TensorFlow alone; the other
    commands load their libraries first.
    """
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["lint"]:
        from explorer.lint.command import main as lint

        return lint(given[1:])
    if given[:1] == ["doctor"]:
        from explorer.doctor.run import command as doctor

        return doctor(given[1:])
    from explorer.commands import main as run

    return run(given)


if __name__ == "__main__":
    sys.exit(at_terminal(main))
