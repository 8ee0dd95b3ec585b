"""What a step differentiates with respect to, although it is no variable."""

import tensorflow as tf

from explorer.doctor.holders import attributes, leads_on
from explorer.doctor.known import Number, Site
from explorer.doctor.places import own_frames
from explorer.engine.probe import tf_variable

SAME = 3
"""Calls in which one tensor stands among the variables before it counts as a parameter."""


class Constants:
    """Numbers, arrays and tensors among the sources of `gradient` that were meant to be learned.

    The inputs of a network are differentiated too, so a tensor counts only where a loss holds it,
    or where it is a scalar beside variables and either never has a gradient or never changes.

    Args:
        losses: the losses called so far; they go on growing.
        most: how many are kept.

    Attributes:
        found: those found, each once.
    """

    def __init__(self, losses: list[object], most: int):
        self.found: list[Number] = []
        self._losses = losses
        self._most = most
        self._beside: dict[int, tuple[object, int]] = {}
        """By `id` a tensor of the last call, and in how many calls it has stood."""

    def among(self, sources: list) -> list[object]:
        """The sources that are no variables and count."""
        beside_variables = any(tf_variable(item) is not None for item in sources)
        others = [item for item in sources if item is not None and tf_variable(item) is None]
        counted = [item for item in others if not tf.is_tensor(item) or self._holder_of(item)]
        if beside_variables and tf.executing_eagerly():
            counted += self._unchanged([item for item in others if _is_scalar(item)])
        return counted

    def without_gradient(self, sources: list, gradients: list, site: Site) -> None:
        """Note scalar tensors that stand beside variables and have no gradient."""
        for item, gradient in zip(sources, gradients, strict=False):
            if gradient is None and site.sources and tf_variable(item) is None and _is_scalar(item):
                self.note(item, site)

    def note(self, item: object, site: Site) -> None:
        """Keep one, with how the program reaches it."""
        if len(self.found) >= self._most or any(kept.value is item for kept in self.found):
            return
        path, holder = self._way_to(item)
        if not any(kept.path == path and kept.site is site for kept in self.found):
            self.found.append(Number(item, path, holder, site))

    def _unchanged(self, tensors: list) -> list[object]:
        before, self._beside = self._beside, {}
        for item in tensors:
            _, times = before.get(id(item), (item, 0))
            self._beside[id(item)] = (item, times + 1)
        return [item for item, times in self._beside.values() if times == SAME]

    def _holder_of(self, item) -> tuple[object, str] | None:
        for loss in self._losses:
            for name, held in attributes(loss).items():
                if held is item:
                    return loss, name
        return None

    def _way_to(self, item) -> tuple[str, tuple[object, str] | None]:
        """An expression for it, and what holds it; its value where it has no name."""
        holder = self._holder_of(item)
        if holder:
            return f"loss.{holder[1]}", holder
        seen = [{**frame.f_globals, **frame.f_locals} for frame in own_frames()[:4]]
        names = {name: value for names in seen for name, value in names.items()}
        for name, value in names.items():
            if value is item:
                return name, None
        for name, value in names.items():
            if leads_on(value) and hasattr(value, "__dict__"):
                for attribute, held in attributes(value).items():
                    if held is item:
                        return f"{name}.{attribute}", (value, attribute)
        return repr(item), None


def _is_scalar(item) -> bool:
    return tf.is_tensor(item) and item.shape.rank == 0
