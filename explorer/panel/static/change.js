// *Change here*: rewires a run, or changes a rate or a loss parameter, at the step shown.

import { Bubble } from "./bubble.js";
import { button, element, write } from "./dom.js";
import { added } from "./events.js";
import { number, readingOf, whole } from "./format.js";
import { runName, shape } from "./wording.js";

const LAST = "Go to a step before the end to change something there";
const BUSY = "The first step has to be there";

/** Owner of the button, and of the form that it opens. */
export class Change {
  /**
   * @param {HTMLButtonElement} opener @param {HTMLElement} node of the form
   * @param {import("./player.js").Playhead} playhead
   * @param {(texts: string[], step: number) => void} change takes all events as links have them,
   *   and the step to go on from
   */
  constructor(opener, node, playhead, change) {
    this.opener = opener;
    this.playhead = playhead;
    this.change = change;
    this.bubble = new Bubble(node, opener);
    opener.onclick = () => (this.bubble.shown ? this.bubble.hide() : this.#open());
  }

  /** @param {object} data of the panel @param {import("./telemetry.js").Run[]} runs */
  show(data, runs) {
    this.data = data;
    this.runs = runs;
    this.opener.hidden = !data.changes;
    this.bubble.hide();
  }

  /** Offer it only where it makes sense. */
  update() {
    if (this.opener.hidden) return;
    const { step } = this.playhead;
    const reason = step < 1 ? BUSY : this.#going().length ? this.#full() : LAST;
    this.opener.disabled = Boolean(reason);
    this.opener.title = reason || `Rewire a run at step ${whole(step)}, or change a rate or a parameter`;
    if (this.bubble.shown && this.formStep !== step) this.bubble.hide();
  }

  #full() {
    const { most } = this.data.changes;
    return this.data.events.length >= most ? `At most ${most} changes` : "";
  }

  /** The runs that go on after the step shown. */
  #going() {
    return this.runs.filter((run) => this.playhead.step < run.length);
  }

  #open() {
    this.playhead.playing = false;
    this.formStep = this.playhead.step;
    const runs = this.#going();
    const title = element("b", "", `Change at step ${whole(this.formStep)}`);
    const body = element("div", "fields");
    const fill = (run) => body.replaceChildren(...this.#fields(run));
    const choice = runs.length > 1 ? [this.#runs(runs, fill)] : [];
    fill(runs[0]);
    this.bubble.show([title, ...choice, body], true);
    this.bubble.node.querySelector("select, input")?.focus();
  }

  #runs(runs, fill) {
    const labels = runs.map((run, i) => {
      const radio = element("input");
      Object.assign(radio, { type: "radio", name: "run", checked: i === 0, onchange: () => fill(run) });
      const { letter } = this.data.wirings[run.index];
      const mark = element("span", `run-${letter}`);
      mark.innerHTML = shape(letter);
      return element("label", "", [radio, mark, runName(this.data.wirings, run.index)]);
    });
    return element("div", "runs", labels);
  }

  #fields(run) {
    const kinds = this.#kinds(run);
    const kind = element("select");
    kind.setAttribute("aria-label", "What to change");
    kind.append(...kinds.map(({ title }, i) => new Option(title, String(i))));
    const place = element("div", "control");
    const error = element("p", "wrong");
    error.setAttribute("role", "alert");
    const chosen = () => kinds[Number(kind.value)];
    let control = null;
    const choose = () => {
      control = chosen().control();
      place.replaceChildren(...[control.node, control.hint].filter(Boolean));
      write(error, "");
    };
    kind.onchange = choose;
    choose();
    const submit = () => {
      const wrong = control.wrong?.();
      if (wrong) write(error, wrong);
      else this.#apply(run, `${chosen().what}.${control.value()}`);
    };
    const apply = button("Change it", submit, "apply");
    place.onkeydown = (event) => {
      if (event.key === "Enter" && event.target.tagName === "INPUT") submit();
    };
    return [kind, place, error, apply];
  }

  /** What can be changed of a run at this step. */
  #kinds(run) {
    const { wirings, rates, values } = this.data.changes;
    const now = this.#wiring(run);
    const uses = wirings.find(({ key }) => key === now)?.uses_loss_lr;
    const numbers = Object.entries(rates).filter(([name]) => name !== "loss_lr" || uses);
    return [
      { title: "Rewire", what: "wiring", control: () => this.#wirings(run, now) },
      ...numbers.map(([name, rate]) => ({
        title: `Set the ${rate.title}`,
        what: name,
        control: () => numeric({ ...rate, value: this.#rate(run, name) }),
      })),
      ...this.data.parameters.map((parameter) => ({
        title: `Set ${parameter.symbol}, the ${parameter.title}`,
        what: `set.${parameter.name}`,
        control: () => numeric({ ...values, value: this.#held(run, parameter), reading: parameter.reading }),
      })),
    ];
  }

  #held(run, { name }) {
    return Number(run.at(`${name}.value`, this.formStep)?.toPrecision(4) ?? 0);
  }

  /** The key of the wiring that a run has at this step. */
  #wiring(run) {
    return this.#latest(run, "wiring")?.value ?? this.data.wirings[run.index].key;
  }

  #rate(run, name) {
    return this.#latest(run, name)?.value ?? this.data.changes.rates[name].value;
  }

  #latest(run, what) {
    return this.data.events.findLast(
      (event) => event.run === run.index && event.what === what && event.step <= this.formStep,
    );
  }

  #wirings(run, now) {
    const { wirings } = this.data.changes;
    const mends = wirings.find(({ key }) => key === now)?.mended_by;
    const beside = this.data.wirings.filter((_, i) => i !== run.index).map(({ key }) => key);
    const near = [...new Set([mends, ...beside])].filter((key) => key && key !== now);
    const select = element("select");
    select.setAttribute("aria-label", "The wiring from the next step on");
    const first = near.map((key) => wirings.find((wiring) => wiring.key === key)).filter(Boolean);
    const others = (kind) => wirings.filter((each) => each.kind === kind && each.key !== now && !near.includes(each.key));
    select.append(
      group("Closest", first.map((wiring) => [wiring, wiring.key === mends ? `${wiring.title} (mends it)` : wiring.title])),
      group("Fixed", others("fixed").map((wiring) => [wiring, wiring.title])),
      group("Broken", others("broken").map((wiring) => [wiring, wiring.title])),
    );
    const hint = element("small", "", "Weights and parameters go on; the new wiring's optimizers start anew.");
    return { node: select, hint, value: () => select.value };
  }

  #apply(run, change) {
    const { letter } = this.data.wirings[run.index];
    this.bubble.hide();
    this.opener.focus();
    this.change(added(this.data.events, `${letter}${this.formStep}.${change}`), this.formStep);
  }
}

function group(label, entries) {
  const node = element("optgroup");
  node.label = label;
  node.append(...entries.map(([{ key }, title]) => new Option(title, key)));
  return node;
}

function numeric({ value, minimum, maximum, reading }) {
  const field = element("input");
  Object.assign(field, { type: "text", inputMode: "decimal", value: String(value) });
  field.setAttribute("aria-label", "The new value");
  const hint = element("small");
  const parsed = () => (field.value.trim() === "" ? NaN : Number(field.value.replace("−", "-")));
  const tell = () => write(hint, reading && Number.isFinite(parsed()) ? `${reading.symbol} = ${number(readingOf(parsed(), reading))}` : "");
  field.oninput = tell;
  tell();
  return {
    node: field,
    hint,
    value: () => String(parsed()),
    wrong: () => (parsed() >= minimum && parsed() <= maximum ? "" : `Expected a number from ${minimum} to ${maximum}`),
  };
}
