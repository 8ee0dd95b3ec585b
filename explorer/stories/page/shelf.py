"""All stories, found in their folder."""

from collections.abc import Sequence
from functools import cache

from explorer import stories
from explorer.discovery import modules_with
from explorer.records.naming import quoted
from explorer.stories.story import Story


@cache
def all_stories() -> tuple[Story, ...]:
    """Every story by its `place`; those of one place by key."""
    found = [module.STORY for module in modules_with(stories, "STORY")]
    return tuple(sorted(found, key=lambda story: (story.place, story.key)))


def story_of(keys: Sequence[str]) -> Story | None:
    """The story that an address asks for; None where it asks for none.

    Args:
        keys: every value that the address gives for `story`.

    Raises:
        ValueError: it asks for several, or for one that does not exist; the message says what is
            allowed.
    """
    if not keys:
        return None
    if len(keys) > 1:
        raise ValueError(f"expected once; received: {len(keys)} times")
    by_key = {story.key: story for story in all_stories()}
    if keys[0] not in by_key:
        raise ValueError(f"expected one of {', '.join(by_key)}; received: {quoted(keys[0])}")
    return by_key[keys[0]]


def after(story: Story) -> Story:
    """The next story; after the last one, the first."""
    everything = all_stories()
    return everything[(everything.index(story) + 1) % len(everything)]
