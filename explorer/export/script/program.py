"""The program of a comparison: its cells, made of the sources that ran."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version

from explorer.export.finished import Finished
from explorer.export.script.edits import defined_in, names_in, needed, split_imports
from explorer.export.script.run_code import run_code
from explorer.export.script.sources import (
    PlainWiring,
    Requests,
    class_name,
    module,
    plain_dataset,
    plain_loss,
    plain_wiring,
    unregistered,
)
from explorer.records.catalogue import VALIDATION, Wiring
from explorer.tasks import TASKS
from explorer.words.preview import title

TRAINING = "export/script/training.py"
SPLIT = "datasets/split.py"
MODELS = "models.py"
GAP = "\n\n\n"


@dataclass(frozen=True)
class Cell:
    """A part of a script, or a cell of a notebook: its title, and Python."""

    title: str
    code: str


@dataclass(frozen=True)
class Program:
    """A program in plain Keras.

    Attributes:
        title: what it runs.
        about: where it comes from and what it needs, a line each.
        cells: its parts, in the order in which a person would write them.
    """

    title: str
    about: tuple[str, ...]
    cells: tuple[Cell, ...]


def program(finished: Finished) -> Program:
    """The program that does the runs of a comparison again and compares the parameters."""
    catalogue, comparison = finished.catalogue, finished.comparison
    loss, dataset = catalogue.loss(comparison.loss), catalogue.dataset(comparison.dataset)
    keys = dict.fromkeys(part.wiring for run in finished.runs for part in run.spec.segments)
    wirings = [catalogue.wiring(key) for key in keys]
    requests = Requests.of(wirings)
    given = [
        Cell(f"Data: {dataset.title}", _data(finished)),
        Cell(f"Loss: {loss.title}", plain_loss(loss, requests)),
        Cell("Network", _network(finished, requests)),
    ]
    runs = _runs(finished, _connects(wirings, given))
    training = Cell("Training", _training([*given, *runs]))
    return Program(
        title(comparison, catalogue), _about(finished), _imported([*given, training, *runs])
    )


def _runs(finished: Finished, connects: Mapping[str, PlainWiring]) -> list[Cell]:
    """A cell for each run: the wirings that no run before it has had, and what it does."""
    cells, defined = [], set()
    for run in finished.runs:
        keys = dict.fromkeys(segment.wiring for segment in run.spec.segments)
        code = [connects[key].code for key in keys if key not in defined]
        defined |= set(keys)
        wiring = finished.catalogue.wiring(run.spec.wiring)
        name = f"{wiring.kind.capitalize()}: {wiring.title}"
        cells.append(Cell(name, GAP.join([*code, run_code(run, connects)])))
    return cells


def _data(finished: Finished) -> str:
    comparison, catalogue = finished.comparison, finished.catalogue
    dataset = catalogue.dataset(comparison.dataset)
    parts = defined_in(module(SPLIT))
    split = parts["split"].replace("VALIDATION", repr(VALIDATION))
    batch_size = min(comparison.batch_size, dataset.training_samples)
    settings = f"SEED, BATCH_SIZE = {comparison.seed}, {batch_size}"
    made = defined_in(module(TRAINING))["made"]
    own = plain_dataset(dataset)
    gap = GAP if own.startswith("def ") else "\n"
    loaded = "(x_train, y_train), _ = split(*load(SEED), SEED)"
    imports = "\n".join(sorted(split_imports(module(SPLIT))[0]))
    top = f"{imports}\n{made}\n{settings}{gap}{own}"
    return GAP.join([top, split, parts["batches"], loaded])


def _network(finished: Finished, requests: Requests) -> str:
    comparison, catalogue = finished.comparison, finished.catalogue
    dataset, loss = catalogue.dataset(comparison.dataset), catalogue.loss(comparison.loss)
    sloped = TASKS[loss.task].network == "value and slope"
    source = unregistered(module(MODELS), requests)
    imports = "\n".join(sorted(split_imports(source)[0]))
    parts = defined_in(source)
    names = ["mlp", *(["ValueAndSlope"] if sloped else []), "initialise"]
    size = f"{comparison.width}, {comparison.depth}"
    layers = f"[ValueAndSlope({size})]" if sloped else f"mlp({dataset.outputs}, {size})"
    dense = "layers[0].layers" if sloped else "layers"
    seams = "**seams" if requests.seams else ""
    # Another wiring that comes in mid-run goes on with its weights.
    network = 'made["network"]' if comparison.events else "network"
    return GAP.join(
        [
            imports,
            *(parts[name] for name in names),
            f"""def make_model():
    layers = {layers}
    {network} = keras.Sequential([keras.Input(({dataset.inputs},)), *layers], name="network")
    initialise({dense}, SEED)
    return {network}""",
            f"""def make_loss({seams}):
    loss = {class_name(loss)}({seams})
    made["parameters"] = loss.parameters
    return loss""",
        ]
    )


def _connects(wirings: Iterable[Wiring], cells: list[Cell]) -> dict[str, PlainWiring]:
    """Each wiring under a name of its own; a name that means something else already is changed."""
    taken = {}
    for cell in cells:
        taken |= defined_in(cell.code)
    taken |= defined_in(module(TRAINING))
    found = {}
    for wiring in wirings:
        plain = plain_wiring(wiring)
        defined = defined_in(plain.code)
        again = [name for name, text in defined.items() if taken.get(name) == text]
        other = [name for name, text in defined.items() if taken.get(name, text) != text]
        plain = plain.without(again).renamed(other, f"_{wiring.key}")
        taken |= defined_in(plain.code)
        found[wiring.key] = plain
    return found


def _training(cells: Iterable[Cell]) -> str:
    """What the cells use of the training module, and what that uses."""
    source = module(TRAINING)
    parts = {name: text for name, text in defined_in(source).items() if text.startswith("def ")}
    waiting = set().union(*(names_in(cell.code) for cell in cells))
    used = set()
    while waiting:
        name = waiting.pop()
        if name in parts and name not in used:
            used.add(name)
            waiting |= names_in(parts[name])
    imports = "\n".join(sorted(split_imports(source)[0]))
    return GAP.join([imports, *(parts[name] for name in parts if name in used)])


def _imported(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """The cells with all imports in one before them."""
    imports, bare = set(), []
    for cell in cells:
        own, rest = split_imports(cell.code)
        imports |= own
        bare.append(Cell(cell.title, rest))
    used = set().union(*(names_in(cell.code) for cell in bare))
    ours = [text for text in imports if "explorer" not in text]
    return (Cell("", "\n".join(needed(ours, used))), *bare)


def _about(finished: Finished) -> tuple[str, ...]:
    libraries = ["tensorflow", "keras", "numpy"]
    dataset = finished.catalogue.dataset(finished.comparison.dataset)
    if "sklearn" in dataset.code:
        libraries.append("scikit-learn")
    pinned = " ".join(f"{name}=={version(name)}" for name in libraries)
    prints = ", ".join(run.outcome.fingerprint for run in finished.runs)
    return (
        f"Made by the Loss Wiring Explorer from the code that ran: {finished.link}",
        f"Fingerprints: {prints}",
        f"Versions: pip install {pinned}",
    )
