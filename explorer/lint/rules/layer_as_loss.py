"""A Layer that is given to compile() as the loss."""

from collections.abc import Iterator

from explorer.lint.classes import Class
from explorer.lint.origin import Object
from explorer.lint.program import Program
from explorer.lint.rule import Found, Rule

RULE = Rule(
    code="LWE307",
    name="layer-as-loss",
    severity="fault",
    finds="A Layer with weights of its own that is given to compile() as the loss.",
    why=(
        "The layer tracks its weights, but compile() does not make the layer a part of the model. "
        "So they are not in model.trainable_variables, and nothing is reported."
    ),
    example="""\
class Scaled(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.alpha = self.add_weight(shape=(), initializer="ones")

    def call(self, y_true, y_pred):
        return self.alpha * keras.ops.mean(keras.ops.square(y_true - y_pred))

model.compile(optimizer="adam", loss=Scaled())
""",
    instead="""\
scaled = Scaled()
model.scaled = scaled  # before the first fit(): now it is a part of the model
model.compile(optimizer="adam", loss=scaled)
""",
    reference="Measured with Keras 3.15: the weight stays, its gradient is not zero.",
    broken="layer_as_loss",
    fixed="wrapper_model",
)


def check(program: Program) -> Iterator[Found]:
    for given in program.compiles:
        for layer in program.origins.objects(given.loss):
            class_ = layer.class_
            if class_ is None or not class_.is_a("layer") or class_.is_a("unknown"):
                continue
            if _has_weights(program, class_) and not _is_part(program, layer):
                yield Found(
                    given.loss,
                    f"{class_.name} is a Layer, but as a loss it is no part of the model; its "
                    "weights are not trained",
                )


def _has_weights(program: Program, class_: Class) -> bool:
    own = [v for v in program.variables if program.maker_class(v) in class_.family]
    return any(program.learnable(v) and not program.let_go(v) for v in own)


def _is_part(program: Program, layer: Object) -> bool:
    """Whether it may be a part of a model as well: set on one, called, or in a list."""
    origins = program.origins
    if layer.class_.family & program.listed_classes:
        return True
    for bindings in program.tree.stores.values():
        for binding in bindings:
            if binding.value is not None and layer in origins.of(binding.value):
                return True
    for call in program.tree.by_type[type(layer.node)]:
        if layer in origins.of(call.func):
            return True
        method = getattr(call.func, "attr", "")
        takes = method in ("add", "append", "_track_layer") or origins.objects(call)
        if takes and any(layer in origins.of(given) for given in call.args):
            return True
    return False
