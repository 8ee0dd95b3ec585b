"""The arithmetic of a step in the panel: its modules, run in a real browser."""

import pytest


@pytest.fixture(scope="module")
def page(modules):
    modules.evaluate(
        """async () => {
          window.Arithmetic = (await import("/arithmetic.js")).Arithmetic;
          window.Asking = (await import("/asking.js")).Asking;
          window.Run = (await import("/telemetry.js")).Run;
          window.sleep = (time) => new Promise((then) => setTimeout(then, time));

          /** A run of three steps; each row is loss, grad_norm and three of the parameter. */
          window.runOf = (index, rows, broken) => {
            const columns = ["loss", "grad_norm", ...["grad_available", "grad_delivered", "value"]
              .map((column) => `alpha.${column}`)];
            const run = new Run(index, rows.length);
            run.describe({ steps: rows.length, columns, segments: [{ begun: 0 }],
              parameters_initial: { alpha: 1 } });
            const held = [...run.columns.values()];
            rows.forEach((row) => held.forEach((column, i) => column.push(row[i] ?? NaN)));
            run.rows = rows.length;
            run.chains = [{ broken_link: broken }];
            return run;
          };
          window.shown = (node) => [...node.querySelectorAll(".sum:not([hidden])")].map((sum) => ({
            cells: [...sum.querySelectorAll("td")].map((cell) => cell.textContent),
            lost: [...sum.querySelectorAll("tr[data-state=lost]")].map((row) =>
              [row.rowIndex, row.querySelector(".lost-here").textContent]),
            why: sum.querySelector(".why").textContent,
          }));
        }"""
    )
    return modules


ROWS = [[2, 1, 0.5, None, 1], [1.5, 1, 0.25, None, 1], [1, 1, 0.125, 0.125, 0.75]]


def arithmetic(page, step=2, stepping=True, broken="listed", answer=None, wait=400, events=()):
    """What a panel with a broken run of three steps and a fixed run of one shows."""
    return page.evaluate(
        """async ([rows, step, stepping, broken, answer, wait, events]) => {
          const node = document.createElement("section");
          const asked = [];
          const ask = async (run, step) => {
            asked.push([run, step]);
            return answer ?? new Promise(() => {});
          };
          const view = new Arithmetic(node, ask, () => {});
          const wirings = [{ kind: "broken", letter: "a" }, { kind: "fixed", letter: "b" }];
          view.show(wirings, [{ name: "alpha", symbol: "α", initial: 1 }], events);
          const runs = [runOf(0, rows, broken), runOf(1, rows.slice(2), null)];
          view.update(runs, { step, stepping });
          if (wait) await sleep(wait);
          view.update(runs, { step, stepping });
          view.remove();
          return { hidden: node.hidden, asked, tables: shown(node) };
        }""",
        [ROWS, step, stepping, broken, answer, wait, list(events)],
    )


def answer(finding="agrees", difference=0.25, words="as the tape has it"):
    found = {"difference": difference, "h": 1e-4, "finding": finding, "words": words}
    return {"step": 2, "parameters": {"alpha": found}}


def test_the_lines_of_a_step_come_from_the_telemetry_and_one_from_the_server(page):
    seen = arithmetic(page, answer=answer())
    assert not seen["hidden"]
    broken, fixed = seen["tables"]
    assert broken["cells"] == ["1.500", "0.250", "0.250", "nothing", "0.000", "1.000"]
    assert broken["why"] == "Difference: as the tape has it."
    # It has one step, and stays there.
    assert fixed["cells"] == ["1.000", "0.125", "0.250", "0.125", "−0.250", "0.750"]
    assert seen["asked"] == [[0, 2], [1, 1]]


@pytest.mark.parametrize(
    ("link", "line"),
    [("used", 1), ("listed", 3), ("delivered", 3), ("moved", 4), ("variable", 5)],
)
def test_the_line_where_the_chain_breaks_is_marked(page, link, line):
    broken, fixed = arithmetic(page, broken=link, wait=0)["tables"]
    assert broken["lost"] == [[line, f"{link}: lost here"]]
    assert fixed["lost"] == []


def test_it_appears_only_while_stepping_and_asks_only_then(page):
    seen = arithmetic(page, stepping=False, answer=answer())
    assert (seen["hidden"], seen["asked"]) == (True, [])


def test_what_takes_long_is_said_to_be_computed(page):
    assert arithmetic(page, wait=0)["tables"][0]["cells"][2] == "…"
    assert arithmetic(page, wait=1100)["tables"][0]["cells"][2] == "computing"


def test_a_step_without_a_difference_says_why(page):
    none = arithmetic(page, answer=answer("no_loss", None, "there is no loss"))["tables"][0]
    assert (none["cells"][2], none["why"]) == ("none", "Difference: there is no loss.")
    refused = arithmetic(page, answer={"type": "refused", "message": "no such step"})["tables"][0]
    assert (refused["cells"][2], refused["why"]) == ("none", "no such step")


def test_a_parameter_that_was_set_before_the_step_changed_from_there(page):
    event = {"run": 0, "step": 1, "what": "set", "parameter": "alpha", "value": 3}
    assert arithmetic(page, wait=0, events=[event])["tables"][0]["cells"][4] == "−2.000"


def asking(page, script):
    """What was asked, in order, and whether each was dropped before its answer."""
    return page.evaluate(
        f"""async () => {{
          const asked = [];
          const ask = (run, step, signal) => new Promise((then) => {{
            asked.push([run, step]);
            const drop = () => asked.push("dropped");
            signal.addEventListener("abort", drop);
            setTimeout(() => {{
              signal.removeEventListener("abort", drop);
              then({{ parameters: {{ step }} }});
            }}, 300);
          }});
          const asking = new Asking(ask, () => {{}});
          const state = (run, step) => asking.answer(run, step).parameters?.step ?? "waiting";
          const seen = [];
          {script}
          return {{ asked, seen }};
        }}"""
    )


def test_a_step_that_is_passed_is_not_asked_about(page):
    script = """
      for (const step of [1, 2, 3]) { asking.want([step]); await sleep(30); }
      seen.push(state(0, 3));
      await sleep(600);
      seen.push(state(0, 3));
      asking.want([2]); asking.want([3]);
      await sleep(300);
    """
    assert asking(page, script) == {"asked": [[0, 3]], "seen": ["waiting", 3]}


def test_an_answer_that_is_out_of_date_is_dropped(page):
    script = """
      asking.want([1]);
      await sleep(250);
      asking.want([2]);
      await sleep(250);
      seen.push(state(0, 1), state(0, 2));
      await sleep(400);
      seen.push(state(0, 1), state(0, 2));
    """
    assert asking(page, script) == {
        "asked": [[0, 1], "dropped", [0, 2]],
        "seen": ["waiting", "waiting", "waiting", 2],
    }
