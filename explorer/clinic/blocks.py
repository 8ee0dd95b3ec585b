"""Blocks of text that can be copied, as HTML; `web/copy.js` serves their buttons."""

from collections.abc import Iterable
from html import escape

KINDS = {"-": "gone", "+": "come"}


def command(text: str) -> str:
    """One line for a terminal."""
    return (
        '<div class="explorer-block clinic-command"><pre class="explorer-code" tabindex="0"><code>'
        f'<span class="line"><i></i>{escape(text)}</span></code></pre>{_button("Copy")}</div>'
    )


def patch(text: str) -> str:
    """A unified diff, its lines marked as those that go and those that come."""
    lines = [(_kind(line), escape(line)) for line in text.rstrip("\n").split("\n")]
    # The empty line at the end makes the copy end as a patch has to.
    return _block([*lines, ("end", "")], "Copy the patch")


def snippet(lines: Iterable[str], label: str = "Copy") -> str:
    """Lines that are HTML already; without a label, there is no button to copy them."""
    return _block([("", line) for line in lines], label)


def _block(lines: list[tuple[str, str]], label: str) -> str:
    rows = "".join(
        f'<span class="line {kind}"><i></i>{html or " "}\n</span>' for kind, html in lines
    )
    return (
        f'<div class="explorer-block clinic-patch">{_button(label) if label else ""}'
        f'<pre class="explorer-code" tabindex="0"><code>{rows}</code></pre></div>'
    )


def _button(label: str) -> str:
    return (
        '<div class="explorer-copies"><span role="status"></span>'
        f'<button type="button" class="explorer-copy" data-copy="">{label}</button></div>'
    )


def _kind(line: str) -> str:
    if line.startswith(("---", "+++", "@@")):
        return "place"
    return KINDS.get(line[:1], "same")
