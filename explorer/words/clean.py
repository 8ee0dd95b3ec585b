"""Texts that are not ours, such as names and messages of other people's programs."""


def clean(text: str) -> str:
    """The text with � for what HTML and protocols cannot hold: null and half characters."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "\ufffd")
