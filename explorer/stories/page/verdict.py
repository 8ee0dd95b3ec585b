"""The verdict on an answer, as HTML."""

from html import escape

from explorer.hub.run import Run
from explorer.stories.story import Story

UNJUDGED = "The runs ended in a way that none of the answers names."
PLAYING = "The verdict comes at the last step"
OTHER_RUNS = "The question is about other runs than those shown."


def verdict(story: Story, runs: tuple[Run, ...], said: str | None) -> str:
    """What is right, by the outcomes of `runs`, all of which are over.

    Args:
        story: whose rule judges.
        runs: those of its comparison, in order.
        said: the visitor's answer; None where there is none.
    """
    failure = next((run.failure for run in runs if run.outcome is None), None)
    if failure is not None:
        return unjudged(said, f"A run failed. {failure}")
    try:
        right = story.answers[story.right(tuple(run.outcome for run in runs))]
    except (LookupError, ValueError):
        return unjudged(said, UNJUDGED)
    if said is None:
        judged = _badge("open", "→", "The answer", marked(right))
    elif said == right:
        judged = _badge("fixed", "✓", "Right", "")
    else:
        judged = _badge("broken", "✕", "Not so", marked(right))
    return _said(said) + judged + _reasons(story)


def unjudged(said: str | None, words: str) -> str:
    """That there is no verdict on an answer, and why."""
    return _said(said) + _badge("open", "?", "No verdict", escape(words))


def waiting(story: Story, said: str | None, words: str) -> str:
    """`words` in place of a verdict, as high as the verdict will be, so that nothing moves then."""
    longest = max(story.answers, key=len)
    unseen = f'<span class="unseen">{marked(longest)}</span>'
    badge = _badge("open", "…", escape(words), unseen)
    return f'{_said(said)}{badge}<div class="unseen">{_reasons(story)}</div>'


def marked(text: str) -> str:
    """Plain text as HTML, with code where it has backticks."""
    parts = escape(text).split("`")
    # A line must not break before a sign that belongs to the word before it.
    parts[::2] = [
        part.replace(" = ", "&nbsp;=&nbsp;").replace(" %", "&nbsp;%") for part in parts[::2]
    ]
    parts[1::2] = [f"<code>{code}</code>" for code in parts[1::2]]
    return "".join(parts)


def _said(said: str | None) -> str:
    return "" if said is None else f'<p class="said">You said: <b>{marked(said)}</b></p>'


def _reasons(story: Story) -> str:
    return f"<p>{marked(story.why)}</p><p><small>The rule: {marked(story.rule)}</small></p>"


def _badge(tone: str, icon: str, word: str, text: str) -> str:
    mark = f'<i aria-hidden="true">{icon}</i>'
    return f'<p class="verdict {tone}"><b>{mark} {word}</b> {text}</p>'
