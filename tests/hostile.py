"""Texts that are meant to do harm, and whether HTML and Markdown made of them are harmless."""

import re
from html.parser import HTMLParser

from hypothesis import strategies as st

PAYLOADS = (
    "<x-evil>",
    "</title></style></script><x-evil onevil=1>",
    "<img src=x onevil=alert(1)>",
    '"><x-evil onevil="',
    "'><x-evil onevil='",
    '" onevil="1',
    "<script>evil()</script>",
    "<!--",
    "]]>",
    "javascript:evil()",
    "[x](javascript:evil())",
    "`[x](javascript:evil())`",
    "![x](//evil.test/x)",
    "www.evil.test mail@evil.test",
    ":material/evil: :red[evil] $evil$",
    "{{7*7}} ${evil} {evil} %s %(evil)s {0}",
    "&lt;x-evil&gt;&#60;x-evil&#62;",
    "\r\nSet-Cookie: evil=1\r\n\r\n",
    "../../../../etc/passwd",
    "'; DROP TABLE evil; --",
    "\0",
    "\ud800",
    "\u202e\u2066evil\u200b\ufeff",
    "a\u0300" * 50,
    "9" * 5000,
    "-1e999",
    "NaN",
    "٣",
    "𝟛",
    "[" * 2000,
    "A" * 30_000,
    "%",
    "%zz%00%ff%fe",
    "=&;&&==",
    ",,,",
)
texts = st.lists(st.sampled_from(PAYLOADS) | st.text(max_size=30), min_size=1, max_size=3).map(
    "".join
)
FORBIDDEN = frozenset({"script", "img", "iframe", "object", "embed", "base", "form", "x-evil"})


class _Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, attributes))


def elements(html):
    """Tags and attributes of a piece of HTML, as a browser would read it."""
    parser = _Elements()
    parser.feed(html)
    parser.close()
    return parser.found


def assert_harmless(html):
    """No element and no attribute came out of a text."""
    for tag, attributes in elements(html):
        assert tag not in FORBIDDEN, (tag, attributes)
        for name, value in attributes:
            assert not name.startswith("on"), (tag, name)
            assert re.fullmatch(r"[a-z][a-z0-9:-]*", name), (tag, name)
            assert not re.match(r"\s*javascript:", value or "", re.I), (tag, name)
    assert "\0" not in html
    html.encode("utf-8")


def assert_plain(markdown):
    """Nothing outside of code is markup: each sign that could begin some is escaped."""
    outside = re.sub(r"`[^`\n\r]*`|\\.", "", markdown, flags=re.S)
    assert not set(outside) & set("`<[]$:*_"), outside
