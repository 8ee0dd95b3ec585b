"""A program as a script: Python with percent cells, which editors show as cells."""

from explorer.export.finished import Finished
from explorer.export.script.program import program


def script(finished: Finished) -> str:
    """The script of a comparison."""
    made = program(finished)
    imports, *cells = made.cells
    parts = [f"# %% {cell.title}\n{cell.code}" for cell in cells]
    about = "\n".join(made.about)
    return "\n\n".join([f'"""{made.title}.\n{about}"""', imports.code, *parts]) + "\n"
