"""The catalogue page: its cards, filters, links and pictures."""

import re
from dataclasses import replace
from html import unescape
from xml.etree import ElementTree

import numpy as np
import pytest
from app_server import address
from app_server import opened as opened_at
from fake_workers import FakeWorker, pages_that_compute_nothing
from hypothesis import given
from hypothesis import strategies as st
from tasks import LOSSES as OF_TASKS
from tasks import put_into, with_tasks

from explorer.cards.card import PENDING, card
from explorer.cards.filter import SECTIONS, CardFilter
from explorer.cards.images import images_svg
from explorer.cards.svg import dataset_svg, loss_svg, short
from explorer.engine import sketches
from explorer.engine.inventory import inventory
from explorer.hub.shared import shared_hub
from explorer.hub.sketchbook import MAX_TRIES, Sketchbook
from explorer.records.catalogue import VERDICTS
from explorer.records.fields import FIELD
from explorer.records.messages import Draw, Drawn
from explorer.records.number import number
from explorer.records.showcase import dataset_comparison, loss_comparison
from explorer.records.sketch import DatasetSketch, ImageSketch, LossSketch
from explorer.records.spec import Comparison
from explorer.records.suiting import showcase
from explorer.tasks import TASKS

LOSSES = [loss.key for loss in inventory().catalogue.losses]
DATASETS = [dataset.key for dataset in inventory().catalogue.datasets]
PLAIN = ("title", "summary", "verdict_text", "destination", "cure", "x_title", "y_title")
"""Fields of records that are shown as they are."""


@pytest.fixture(scope="module")
def drawn():
    """Every picture, made in this process."""
    return {
        (section, key): sketches.sketch(section, key)
        for section in SECTIONS
        for key in inventory().catalogue.keys(section)
    }


@pytest.fixture(scope="module")
def hub(catalogue, drawn):
    """The hub of the pages, with every picture there."""
    with pages_that_compute_nothing(catalogue):
        hub = shared_hub()
        for (section, key), picture in drawn.items():
            hub._hear(hub._crew.workers[0], Drawn(section, key, picture))
        yield hub


def text_of(html):
    return unescape(re.sub(r"<[^>]*>", "", html))


def link_of(html):
    (address,) = re.findall(r'<a class="open" href="\./\?([^"]*)"', html)
    return unescape(address)


@pytest.mark.parametrize("key", LOSSES)
def test_every_loss_has_a_card(catalogue, drawn, key):
    loss = catalogue.loss(key)
    html = card(loss, drawn["losses", key], catalogue, "./")
    told = text_of(html)
    for text in (loss.title, loss.summary, loss.verdict, loss.verdict_text, loss.reference):
        assert text in told
    assert all(line in html for line in re.split(r",\\quad\s*", loss.formula))
    assert all(text in told for text in (loss.destination, loss.cure))
    for parameter in loss.parameters:
        assert f"{parameter.symbol}, {parameter.title}, from ".casefold() in told.casefold()
    comparison, problems = Comparison.from_query(link_of(html), catalogue)
    assert not problems
    assert comparison.loss == key
    assert loss.suits(catalogue.dataset(comparison.dataset))
    rate = comparison.loss_lr if comparison.uses_loss_lr(catalogue) else FIELD["loss_lr"].default
    assert rate == loss.loss_lr
    assert (comparison.fixed == "ascent") == (loss.verdict == "needs ascent")
    ids = len(re.findall(r"arXiv:|doi:|#", loss.reference))
    assert len(re.findall(r'<a href="https://(?:doi\.org|arxiv\.org|github\.com)/', html)) == ids


def test_what_a_reference_names_is_a_link(catalogue):
    html = card(catalogue.loss("penalty"), None, catalogue, "./")
    address = "https://github.com/keras-team/keras/issues/12503"
    assert f'<a href="{address}">keras-team/keras#12503</a>' in html


@pytest.mark.parametrize("section", SECTIONS)
def test_plain_text_holds_no_latex(catalogue, section):
    for record in getattr(catalogue, section):
        told = [value for name, value in vars(record).items() if name in PLAIN]
        told += [p.title for p in getattr(record, "parameters", ())]
        assert not re.search(r"[_^\\]", " ".join(told))


@pytest.mark.parametrize("key", DATASETS)
def test_every_dataset_has_a_card(catalogue, drawn, key):
    dataset = catalogue.dataset(key)
    html = card(dataset, drawn["datasets", key], catalogue, "./")
    told = text_of(html)
    axes = (dataset.x_title, dataset.y_title)
    for text in (dataset.title, dataset.summary, TASKS[dataset.task].title, dataset.source, *axes):
        assert text in told
    assert f"{dataset.samples:,} samples × {dataset.inputs} input" in told
    assert all(f"{t.words} {t.symbol} = {number(t.value)}" in told for t in dataset.truths)
    comparison, problems = Comparison.from_query(link_of(html), catalogue)
    assert not problems
    assert comparison.dataset == key


def test_a_card_leads_to_where_its_loss_shows_best(catalogue):
    def on(loss):
        return loss_comparison(catalogue.loss(loss), catalogue).dataset

    assert on("student_t") == "heavy_tails"
    assert on("focal") == "imbalanced_blobs"
    assert on("gaussian") == "noisy_sine"
    assert "dataset=outlier_line" in link_of(card(catalogue.loss("barron"), None, catalogue, "./"))


def test_the_card_of_a_dataset_leads_to_a_loss_that_it_shows(catalogue):
    def of(dataset):
        return dataset_comparison(catalogue.dataset(dataset), catalogue).loss

    assert of("skewed_noise") == "asymmetric_laplace"  # whose parameters estimate its truths
    assert of("two_tasks") == "kendall"
    assert catalogue.loss(of("imbalanced_blobs")).shown_on == "imbalanced_blobs"
    assert of("outlier_line") == "barron"
    assert of("engel") == "gaussian"


@pytest.mark.parametrize("loss", LOSSES)
def test_what_a_loss_estimates_is_known_of_its_showcase(catalogue, loss):
    record = catalogue.loss(loss)
    dataset = showcase(record, catalogue)
    assert all(dataset.truth(p.estimates) for p in record.parameters if p.estimates)


def test_a_card_says_that_its_picture_is_to_come_or_missing(catalogue):
    gaussian = catalogue.loss("gaussian")
    assert "Picture loading" in card(gaussian, PENDING, catalogue, "./")
    assert "could not be computed" in card(gaussian, None, catalogue, "./")


def test_what_a_record_says_cannot_become_markup(catalogue):
    odd = replace(catalogue.loss("gaussian"), title="<b>x</b>", cure='" onclick="x')
    html = card(odd, None, catalogue, "./")
    assert "<b>x" not in html
    assert 'onclick="' not in html


def assert_drawn(sketch):
    """It is finite and not constant."""
    assert np.isfinite(sketch.lines).all()
    assert sketch.lines.shape == (sketches.LINES, sketches.POINTS)
    assert np.ptp(sketch.lines, axis=1).max() > 1e-3
    assert np.ptp(sketch.lines, axis=0).max() > 1e-3
    assert (np.diff(sketch.x) > 0).all()


@pytest.mark.parametrize("key", LOSSES)
def test_a_loss_is_drawn_finite_and_not_constant(catalogue, drawn, key):
    sketch = drawn["losses", key]
    assert_drawn(sketch)
    for parameter in catalogue.loss(key).parameters:
        if parameter.name in sketch.values:
            start = sketch.values[parameter.name][sketch.start]
            assert start == pytest.approx(parameter.initial)


@pytest.mark.parametrize("key", LOSSES)
def test_what_is_drawn_is_what_keras_computes(catalogue, drawn, key):
    record, sketch = catalogue.loss(key), drawn["losses", key]
    for line, point in ((0, 7), (sketches.LINES // 2, 20), (sketches.LINES - 1, 55)):
        loss = inventory().losses[key]()
        for name, values in sketch.values.items():
            getattr(loss, name).assign(values[line])
        at = sketch.x[point]
        if record.task == "physics":
            getattr(loss, record.parameters[0].name).assign(at)
            y, f = fitted(catalogue, record, line / (sketches.LINES - 1))
        else:
            y, f = single(catalogue, record, sketch.x_words, at)
        assert float(loss(y, f)) == pytest.approx(sketch.lines[line, point], rel=2e-4, abs=2e-5)


def single(catalogue, loss, words, at):
    columns = catalogue.datasets_for(loss)[0].outputs
    y, f = np.zeros((1, columns), np.float32), np.zeros((1, columns), np.float32)
    column = 1 if words.endswith("class 1") else 0
    y[0, column] = loss.task == "classification"
    f[0, column] = at if loss.task == "classification" else -at
    return y, f


def fitted(catalogue, loss, share):
    """u and its slope, some way from the mean to a polynomial through the data."""
    t, u = inventory().loads[catalogue.datasets_for(loss)[0].key](0)
    powers = np.polyfit(t[:, 0].astype(float), u[:, 0].astype(float), sketches.DEGREE)
    near = share * np.polyval(powers, t) + (1 - share) * u.mean()
    return u, np.hstack([near, share * np.polyval(np.polyder(powers), t)]).astype(np.float32)


def test_parameters_are_varied_the_way_they_head(catalogue):
    def ways(key):
        found = sketches.varied(catalogue.loss(key))
        return {name: np.sign(values[-1] - values[0]) for name, values in found.items()}

    def starts(key):
        loss = catalogue.loss(key)
        return [sketches.varied(loss)[p.name][0] == p.initial for p in loss.parameters[:1]]

    assert ways("huber") == {"raw_delta": -1}
    assert ways("focal") == {"raw_gamma": 1}
    assert ways("penalty") == {"alpha": -1}
    assert ways("barron_general") == {"raw_c": 1}
    assert sketches.varied(catalogue.loss("penalty"))["alpha"][-1] == 1 - 2 * sketches.STEPS
    assert ways("class_weights") == {"weight_0": -1, "weight_1": -1}
    assert all(starts(key) == [True] for key in ("huber", "focal", "penalty", "class_weights"))
    assert starts("pinball") == starts("gaussian") == [False]  # to either side


@pytest.mark.parametrize("key", DATASETS)
def test_the_points_of_a_dataset_are_its_own(catalogue, key):
    dataset = catalogue.dataset(key)
    x, y = inventory().loads[key](0)
    sketch = sketches.sketch_points(dataset, x, y)
    assert 0 < len(sketch.points) <= sketches.MOST_POINTS
    assert np.isfinite(sketch.points).all()
    assert np.ptp(sketch.points, axis=0).min() > 0
    across, up = sketch.points.T
    assert min(len(np.setdiff1d(across, x[:, i])) for i in range(dataset.inputs)) == 0
    if dataset.task == "classification":
        assert set(sketch.groups) <= set(range(dataset.outputs))
    else:
        assert not len(np.setdiff1d(up, y))


def test_images_are_drawn_as_the_first_of_each_class(catalogue, drawn):
    digits = catalogue.dataset("digits")
    x, y = inventory().loads["digits"](0)
    sketch = drawn["datasets", "digits"]
    assert sketch.images.shape == (10, *digits.image)
    assert (sketch.images.min(), sketch.images.max()) == (0, 1)
    for digit, image in enumerate(sketch.images):
        first = next(row for row, of in zip(x, y, strict=True) if of[digit])
        np.testing.assert_array_equal(image.ravel(), first)
    told = card(digits, sketch, catalogue, "./")
    assert text_of(told).count("The first image of each of 10 classes") == 1


def test_an_image_is_drawn_pixel_by_pixel():
    images = np.array([[[0, 1, 1], [0.5, 0, 1]], [[0, 0, 0], [0, 0, 0]]])
    root = ElementTree.fromstring(images_svg(ImageSketch(images), ("a < b", "w" * 99), "said"))
    assert root.get("aria-label") == "said"
    first, second = root.findall("svg")
    assert [path.get("d") for path in first.findall("path")] == [
        "M0 1h1v1h-1z",
        "M1 0h2v1h-2zM2 1h1v1h-1z",
    ]
    assert [path.get("fill-opacity") for path in first.findall("path")] == ["0.50", "1.00"]
    assert not second.findall("path")
    names = [text.text for text in root.findall("text")]
    assert names[0] == "a < b"
    assert names[1].endswith("…")


def test_of_very_many_classes_the_first_are_drawn(catalogue):
    classes = 3 * sketches.MOST_IMAGES
    names = tuple(f"class {k}" for k in range(classes))
    dataset = replace(catalogue.dataset("digits"), outputs=classes, names=names)
    x = np.random.default_rng(0).uniform(size=(classes, 64))
    html = card(dataset, sketches.sketch_dataset(dataset, x, np.eye(classes)), catalogue, "./")
    assert html.count('<svg class="image"') == sketches.MOST_IMAGES
    assert "-" not in " ".join(re.findall(r' (?:width|height)="(.*?)"', html))


def test_the_inputs_drawn_are_the_most_correlated(catalogue):
    rng = np.random.default_rng(5)
    x = rng.normal(size=(100, 4)).astype(np.float32)
    x[:, 0] = 1.0  # constant: no correlation
    dataset = replace(catalogue.dataset("diabetes"), inputs=4, samples=100)
    sketch = sketches.sketch_dataset(dataset, x, 2 * x[:, 2:3] + x[:, 3:4] / 9)
    assert sketch.x_words == "input 3"
    assert sketch.caption == "target over input 3, the most correlated of 4"


def test_a_picture_is_svg_and_says_what_it_shows():
    lines = np.array([[0.0, 1.0, np.nan], [1.0, 5.0, 2.0]], np.float32)
    sketch = LossSketch(np.array([-1.0, 0.0, 1.0]), lines, "a < b", 1)
    root = ElementTree.fromstring(loss_svg(sketch, 'said "so" & <more>'))
    assert root.get("aria-label") == 'said "so" & <more>'
    drawn = root.findall(".//polyline")
    assert [len(line.get("points").split()) for line in drawn] == [2, 3]
    assert [line.get("class") for line in drawn] == ["line", "line start"]
    assert "a < b" in [text.text for text in root.findall("text")]

    points = np.array([[0, 0], [1, 1], [2, 0], [3, 5]], np.float32)
    root = ElementTree.fromstring(
        dataset_svg(DatasetSketch(points, np.array([0, 1, 2, 2]), "x", "y"), "")
    )
    plot = root.find("svg")
    assert [mark.tag for mark in plot] == ["circle", "rect", "path", "path"]


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9),
    st.lists(st.floats(width=32), min_size=9, max_size=9),
)
def test_any_lines_and_points_can_be_drawn(x, y):
    xs, ys = np.array(x, np.float32), np.array(y[: len(x)], np.float32)
    ElementTree.fromstring(loss_svg(LossSketch(xs, ys[None], "x"), ""))
    points = np.column_stack([xs, np.nan_to_num(ys, posinf=1, neginf=0)])
    plane = DatasetSketch(points, np.arange(len(xs)), "x", "y", plane=True)
    ElementTree.fromstring(dataset_svg(plane, ""))


@pytest.mark.parametrize(
    ("value", "told"),
    [(0, "0"), (-3, "−3"), (0.04917, "0.049"), (1e-5, "0"), (123.4, "123"), (18.0, "18")],
)
def test_numbers_at_axes_are_short(value, told):
    assert short(value) == told


def test_filters_leave_what_passes(catalogue):
    def keys(**chosen):
        return [record.key for record in CardFilter(**chosen).cards(catalogue)]

    assert keys() == LOSSES
    assert keys(section="datasets") == DATASETS
    ascending = keys(verdicts=("needs ascent",))
    assert set(ascending) == {"lagrange", "penalty_constraint", "self_adaptive_pinn"}
    assert keys(verdicts=("needs ascent",), tasks=("physics",)) == ["self_adaptive_pinn"]
    assert keys(section="datasets", tasks=("physics",), verdicts=("cheats",)) == ["decay"]
    assert keys(text="KENDALL uncertainty") == ["kendall"]
    assert keys(section="datasets", text="public domain") == ["engel"]
    assert set(keys(text="multiplier climb")) == {"penalty", "penalty_softplus"}
    assert keys(text="no such words") == []
    assert "gaussian" in keys(text="sigma")
    assert set(keys(text="σ")) <= set(keys(text="sigma"))
    assert keys(text="λ") == keys(text="lambda") != []
    assert "gaussian" not in keys(text="ν")  # no letter of "number"


def test_every_pair_of_task_and_verdict_is_some_loss_or_none(catalogue):
    found = [
        record.key
        for task in TASKS
        for verdict in VERDICTS
        for record in CardFilter(tasks=(task,), verdicts=(verdict,)).cards(catalogue)
    ]
    assert sorted(found) == sorted(LOSSES)


def test_pictures_are_made_once_and_again_where_a_worker_dies(catalogue):
    book, first, second = Sketchbook(), FakeWorker(), FakeWorker()
    book.ask([], catalogue)
    book.ask([first], catalogue)
    book.ask([first, second], catalogue)
    ((asked,),) = [worker.sent for worker in (first, second) if worker.sent]
    assert isinstance(asked, Draw)
    assert len(asked.wanted) == len(LOSSES) + len(DATASETS)
    book.take(Drawn(*asked.wanted[0], None))
    book.lose(second)
    book.ask([second], catalogue)
    assert not second.sent  # the first is still at it
    book.lose(first)
    book.ask([second], catalogue)
    assert second.sent == [Draw(asked.wanted[1:])]


def test_pictures_that_kill_their_workers_are_given_up(catalogue):
    book = Sketchbook()
    for _ in range(MAX_TRIES):
        worker = FakeWorker()
        book.ask([worker], catalogue)
        assert worker.sent
        book.lose(worker)
    last = FakeWorker()
    book.ask([last], catalogue)
    assert not last.sent
    assert set(book.held.values()) == {None}


def opened(query=""):
    return opened_at("pages/catalogue.py", query)


def cards(app):
    return [element.value for element in app.markdown if "explorer-card" in element.value]


def titles(app):
    return [text_of(re.search(r"<h3.*?</h3>", each).group()) for each in cards(app)]


def test_the_page_shows_every_card_with_its_picture(hub, catalogue):
    for section in SECTIONS:
        app = opened(f"section={section}")
        shown = cards(app)
        assert titles(app) == [record.title for record in getattr(catalogue, section)]
        assert all('<svg class="sketch' in each for each in shown)


def test_filters_of_the_page_stand_in_its_address(hub, catalogue):
    app = opened()
    assert address(app) == {}
    app.text_input("card_text").set_value("huber").run()
    assert address(app) == {"text": "huber"}
    assert titles(app) == [loss.title for loss in CardFilter(text="huber").cards(catalogue)]
    again = opened("text=huber&verdicts=cheats")
    assert again.text_input("card_text").value == "huber"
    assert 0 < len(cards(again)) < len(cards(app))


def test_filters_that_leave_nothing_say_so_and_can_be_reset(hub):
    app = opened("section=datasets&text=nothing")
    assert not cards(app)
    assert "No dataset passes" in app.info[0].value
    next(button for button in app.button if button.label == "Reset filters").click().run()
    assert titles(app) == [dataset.title for dataset in inventory().catalogue.datasets]
    assert address(app) == {"section": "datasets"}


def test_a_bad_filter_is_named(hub):
    app = opened("verdicts=wins")
    assert "expected one of converges" in app.warning[0].value.replace("\\", "")
    assert len(cards(app)) == len(LOSSES)


def test_new_losses_and_datasets_get_their_cards(hub, monkeypatch):
    monkeypatch.setattr(hub, "_catalogue", with_tasks(hub.catalogue()))
    assert "t_two_noises" in titles(opened())
    assert "t_plane" in titles(opened("section=datasets"))


def test_new_losses_are_drawn(monkeypatch):
    put_into(inventory(), monkeypatch)
    for loss in OF_TASKS.values():
        assert_drawn(sketches.sketch("losses", loss.key))


def test_a_record_that_nothing_suits_has_a_card_without_a_link(catalogue):
    alone = replace(catalogue.dataset("linnerud"), key="alone", outputs=3)
    html = card(alone, None, catalogue, "./")
    assert "Open in Explore" not in html
    assert "Nothing here to run it with" in html
