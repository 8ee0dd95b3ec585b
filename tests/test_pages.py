"""The pages through Streamlit's own test runner: widgets, address, messages, code."""

import re
from html import unescape

import pytest
from app_server import address
from app_server import opened as opened_at
from fake_workers import pages_that_compute_nothing
from streamlit.testing.v1 import AppTest
from tasks import PAIRS, with_tasks

from explorer.engine.inventory import inventory
from explorer.hub.hub import RunHub
from explorer.hub.shared import shared_hub
from explorer.panel.data import command, panel_data
from explorer.records.fields import FIELDS
from explorer.records.spec import Comparison


@pytest.fixture(scope="module", autouse=True)
def hub(catalogue):
    with pages_that_compute_nothing(catalogue):
        yield


def opened(query="", script="pages/explore.py"):
    return opened_at(script, query, training=True)  # the popover stands open


def listings(app):
    """Every code listing on the page as lines: (kind, text), kind '' outside a diff."""
    found = []
    for element in app.get("html"):
        for block in re.findall(r'<pre class="explorer-code".*?</pre>', element.proto.body, re.S):
            lines = re.findall(
                r'<span class="line (\w*)"><i[^>]*>.?</i>(.*?)\n</span>', block, re.S
            )
            found.append([(kind, unescape(re.sub(r"<[^>]*>", "", text))) for kind, text in lines])
    return found


def test_the_shell_shows_the_explore_page():
    app = opened(script="explorer/web/shell.py")
    assert app.session_state["view"] == "both"
    assert len(listings(app)) == 1


def test_without_a_link_everything_is_at_its_default_and_the_address_stays_bare():
    app = opened()
    assert all(app.session_state[field.name] == field.default for field in FIELDS)
    assert address(app) == {}
    assert not app.warning


def test_a_link_fills_every_widget():
    app = opened("v=1&view=fixed&fixed=two_optimizers&loss=student_t&loss_lr=0.2&steps=99&depth=0")
    chosen = {"view": "fixed", "fixed": "two_optimizers", "loss": "student_t"}
    assert _comparison(app) == Comparison(**chosen, loss_lr=0.2, steps=99, depth=0)
    assert app.number_input("steps").value == 99


def test_a_change_goes_into_the_address_and_back_to_the_default_takes_it_out():
    app = opened()
    app.selectbox("loss").select("penalty").run()
    assert address(app) == {"v": "2", "loss": "penalty"}
    app.number_input("seed").set_value(5).run()
    assert address(app) == {"v": "2", "loss": "penalty", "seed": "5"}
    app.selectbox("loss").select("gaussian").run()
    assert address(app) == {"v": "2", "seed": "5"}


def test_an_address_that_changes_under_the_page_fills_the_widgets_again():
    """As Back and Forward do."""
    app = opened("v=1&seed=5")
    app.number_input("seed").set_value(6).run()
    app.query_params["seed"] = "5"
    app.run()
    assert app.session_state["seed"] == 5
    assert app.number_input("seed").value == 5


def test_a_bad_value_is_named_until_dismissed():
    app = opened("steps=many&colour=red&seed=3")
    assert app.session_state["steps"] == Comparison().steps
    assert app.session_state["seed"] == 3
    (warning,) = app.warning
    assert "expected a whole number from 1 to 20,000" in warning.value
    assert "unknown" in warning.value
    app.number_input("seed").set_value(4).run()
    assert app.warning
    next(button for button in app.button if button.label == "Dismiss").click().run()
    assert not app.warning


def test_the_command_line_is_each_run_s_own(catalogue):
    comparison = Comparison(fixed="two_optimizers", loss_lr=0.2, seed=3)
    assert command(comparison, catalogue).splitlines() == [
        "python -m explorer run --wiring loss_in_compile --seed 3",
        "python -m explorer run --wiring two_optimizers --loss-lr 0.2 --seed 3",
    ]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("loss=![x](http://elsewhere.example/y.png)", "![x](http://elsewhere.example/y.png)"),
        ("www.evil.example/login=1", "www.evil.example/login"),
        ("seed=me@evil.example", "me@evil.example"),
        ("steps=`www.evil.example`", "ˋwww.evil.exampleˋ"),
        ("lr=", " "),
    ],
)
def test_what_a_link_says_is_shown_as_code(query, code):
    warning = opened(query).warning[0].value
    inside, outside = warning.split("`")[1::2], warning.split("`")[::2]
    assert code in inside
    assert "evil" not in "".join(outside)
    assert "elsewhere" not in "".join(outside)


def test_the_rate_of_the_loss_is_disabled_with_the_reason_where_nothing_uses_it():
    app = opened()
    assert app.number_input("loss_lr").disabled
    assert any("one optimizer for everything" in caption.value for caption in app.caption)
    app.selectbox("fixed").select("two_optimizers").run()
    assert not app.number_input("loss_lr").disabled
    assert not any("one optimizer for everything" in caption.value for caption in app.caption)


def test_the_code_shown_is_the_code_executed(catalogue):
    app = opened("view=broken&broken=fresh_loss")
    ((*lines,),) = listings(app)
    source = "\n".join(text.rstrip() for _, text in lines)
    assert source == catalogue.wiring("fresh_loss").code.rstrip()
    namespace = {}
    exec(source, namespace)
    ours, ran = namespace["connect"], inventory().connects["fresh_loss"]
    assert ours.__code__.co_code == ran.__code__.co_code
    assert ours.__code__.co_names == ran.__code__.co_names


def test_the_diff_holds_both_sources_and_can_be_plain(catalogue):
    wanted = [
        [line.rstrip() for line in catalogue.wiring(key).code.rstrip().splitlines()]
        for key in ("loss_in_compile", "registering_model")
    ]
    app = opened()
    (diff,) = listings(app)
    assert [text.rstrip() for kind, text in diff if kind in ("same", "gone")] == wanted[0]
    assert [text.rstrip() for kind, text in diff if kind in ("same", "come")] == wanted[1]
    app.segmented_control("code_form").select("Plain").run()
    plain = [[text.rstrip() for _, text in listing] for listing in listings(app)]
    assert plain == wanted


@pytest.mark.parametrize("loss", ["gaussian", "penalty", "student_t"])
@pytest.mark.parametrize("dataset", ["noisy_sine", "outlier_line", "diabetes"])
def test_every_loss_and_dataset_opens(loss, dataset):
    opened(f"loss={loss}&dataset={dataset}")


def test_what_mends_a_wiring_is_offered_unless_it_stands_beside_it(catalogue):
    def offered(link):
        comparison, problems = Comparison.from_query(link, catalogue)
        assert not problems
        return panel_data(comparison, catalogue)["wirings"][0].get("mended_by")

    link = "broken=zip_truncation&loss=penalty"
    assert offered(f"{link}&view=broken")["key"] == "joint_tape"
    assert offered(link)["key"] == "joint_tape"
    assert offered(f"{link}&fixed=joint_tape") is None


def test_the_diff_of_every_wiring_and_what_mends_it_is_a_change():
    catalogue = shared_hub().catalogue()
    for key in catalogue.keys("broken"):
        wiring = catalogue.wiring(key)
        assert catalogue.wiring(wiring.mended_by).kind == "fixed"
        assert catalogue.wiring(wiring.mended_by).code != wiring.code


def test_a_wiring_that_does_not_suit_the_loss_is_not_offered_and_a_link_says_why():
    app = opened("v=1&broken=loss_weights")
    assert "`loss_weights`\\) makes no sense with the loss" in app.warning[0].value
    assert app.session_state["broken"] == "loss_in_compile"
    titles = app.selectbox("broken").options
    assert shared_hub().catalogue().wiring("loss_weights").title not in titles


def test_another_loss_replaces_a_wiring_that_does_not_suit_it_and_says_so():
    app = opened("v=1&broken=loss_weights&loss=penalty")
    assert not app.warning
    app.selectbox("loss").select("gaussian").run()
    assert app.session_state["broken"] == "loss_in_compile"
    assert "makes no sense" in app.warning[0].value


@pytest.fixture
def tasks(monkeypatch):
    """Pages that are offered a loss and datasets of every task; nothing is trained here."""
    catalogue = with_tasks(shared_hub().catalogue())
    monkeypatch.setattr(RunHub, "catalogue", lambda hub, timeout=None: catalogue)
    return catalogue


def test_a_task_offers_its_losses_and_a_loss_the_datasets_that_suit(tasks):
    app = opened("seed=3")
    assert app.segmented_control("task").value == "regression"
    for task in ("classification", "multi-task", "physics", "regression"):
        app.segmented_control("task").select(task).run()
        assert not app.exception
        assert not app.warning
        comparison = _comparison(app)
        loss = tasks.loss(comparison.loss)
        assert loss.task == task
        assert loss.suits(tasks.dataset(comparison.dataset))
        offered = {name: app.selectbox(name).options for name in ("loss", "dataset")}
        assert offered["loss"] == [each.title for each in tasks.losses_of(task)]
        assert offered["dataset"] == [each.title for each in tasks.datasets_for(loss)]
    assert address(app) == {"v": "2", "seed": "3"}


def test_a_loss_of_another_task_brings_the_task_and_a_dataset(tasks):
    app = opened("loss=t_two_noises")
    assert not app.warning
    assert app.segmented_control("task").value == "multi-task"
    dataset = tasks.datasets_for(tasks.loss("t_two_noises"))[0]
    assert app.selectbox("dataset").value == dataset.key
    app.number_input("seed").set_value(4).run()
    assert address(app) == {
        "v": "2",
        "loss": "t_two_noises",
        "dataset": dataset.key,
        "seed": "4",
    }


@pytest.mark.parametrize("name", ["broken", "dataset"])
def test_a_select_that_hands_back_a_title_is_understood(catalogue, name):
    """As the browser does where it answers while the options change under it."""
    chosen = Comparison(
        broken="closure", fixed="joint_tape", loss="focal", dataset="imbalanced_blobs"
    )
    app = opened(chosen.to_query_string(catalogue)).run()
    find = {"loss": catalogue.loss, "dataset": catalogue.dataset}.get(name, catalogue.wiring)
    app.session_state[name] = find(getattr(chosen, name)).title
    app.run()
    assert not app.exception
    assert _comparison(app) == chosen


def test_a_title_of_the_task_before_gives_way_to_what_suits(catalogue):
    def page():
        import streamlit as st

        from explorer.explore.widgets import chosen_comparison
        from explorer.web.address import read_address, suit
        from explorer.web.start import started_catalogue

        catalogue = started_catalogue()
        read_address(catalogue)
        st.session_state["dataset"] = catalogue.dataset("outlier_line").title
        st.text(suit(chosen_comparison(catalogue), catalogue).dataset)

    app = AppTest.from_function(page, default_timeout=60)
    app.query_params["loss"] = "focal"
    app.run()
    assert not app.exception
    assert catalogue.loss("focal").suits(catalogue.dataset(app.text[0].value))


def test_a_link_with_a_pair_that_does_not_suit_says_so(tasks):
    app = opened("loss=t_decay&dataset=diabetes")
    assert re.search("makes no sense on the dataset .*`diabetes`", app.warning[0].value)
    assert tasks.dataset(app.session_state["dataset"]).task == "physics"


@pytest.mark.parametrize(("loss", "dataset"), PAIRS)
def test_every_task_has_a_panel(tasks, loss, dataset):
    comparison = _comparison(opened(f"loss={loss}&dataset={dataset}"))
    charts = {chart["key"] for chart in panel_data(comparison, tasks)["charts"]}
    assert {"loss", "score.0", "grad_norm"} < charts


def _comparison(app):
    return Comparison(**{field.name: app.session_state[field.name] for field in FIELDS})
