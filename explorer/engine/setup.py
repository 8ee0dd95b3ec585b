"""What a wiring connects: network, loss and optimizers, made as it requests them."""

from explorer import models
from explorer.engine import optimizers
from explorer.engine.inventory import inventory
from explorer.engine.row import value_of
from explorer.records.program_key import ProgramKey
from explorer.tasks import TASKS

PLACEHOLDER_RATE = 1e-3
"""Rate that optimizers are made with; every run then assigns its own."""


class Setup:
    """The objects that a wiring connects, recorded as it requests them."""

    def __init__(self, key: ProgramKey):
        self.key = key
        entries = inventory()
        returns = TASKS[entries.catalogue.loss(key.loss).task].network
        self.networks = []
        self.losses = []
        self.optimizer = optimizers.make(key.optimizer, PLACEHOLDER_RATE)
        self.loss_optimizer = None

        def make_model():
            network = models.make_network(returns, key.inputs, key.outputs, key.width, key.depth)
            self.networks.append(network)
            return network

        def make_loss(**seams):
            self.losses.append(entries.losses[key.loss](**seams))
            return self.losses[-1]

        made = [make_model, make_loss, self.optimizer]
        if entries.catalogue.wiring(key.wiring).uses_loss_lr:
            self.loss_optimizer = optimizers.make(key.optimizer, PLACEHOLDER_RATE)
            made.append(self.loss_optimizer)
        connected = entries.connects[key.wiring](*made)
        self.step, self.callbacks = connected if isinstance(connected, tuple) else (connected, [])

    @property
    def network(self):
        """The network that is trained."""
        return self.networks[-1]

    @property
    def loss(self):
        """The loss made last; None before any was made."""
        return self.losses[-1] if self.losses else None

    @property
    def parameters(self) -> dict:
        """What that loss holds now, by name; empty before any was made."""
        return self.loss.parameters if self.losses else {}

    @property
    def reads_as_is(self) -> bool:
        """Whether every loss sees its parameters as they are."""
        return all(loss.reads_as_is for loss in self.losses)

    def values(self) -> dict[str, float]:
        """The value of every parameter now."""
        return {name: value_of(parameter) for name, parameter in self.parameters.items()}

    def initialise(self, seed: int) -> None:
        """Give the networks their initial weights."""
        for network in self.networks:
            models.initialise(models.dense_layers(network), seed)

    def set_rates(self, lr: float, loss_lr: float | None) -> None:
        """Give the optimizers their learning rates."""
        self.optimizer.learning_rate = lr
        if self.loss_optimizer is not None:
            self.loss_optimizer.learning_rate = loss_lr
