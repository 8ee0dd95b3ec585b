// The list of what is changed in mid-run: each event with its step, which moves it, and its words.

import { button, element, mark } from "./dom.js";
import { number } from "./format.js";
import { runName, shape } from "./wording.js";

/** All events as links have them, with one more in place of an event that changes the same. */
export function added(events, text) {
  const [, subject] = text.match(/^(\w\d+\.(?:set\.\w+|\w+)\.)/);
  return [...events.map((event) => event.text).filter((other) => !other.startsWith(subject)), text];
}

/** Owner of the list under the player. */
export class Events {
  /**
   * @param {HTMLElement} node
   * @param {(step: number) => void} jump shows a step
   * @param {(texts: string[], step?: number) => void} change takes all events as links have them,
   *   and the step to go on from
   */
  constructor(node, jump, change) {
    this.node = node;
    this.jump = jump;
    this.change = change;
  }

  /** @param {object[]} events @param {object[]} wirings @param {boolean} fixed nothing can change */
  show(events, wirings, fixed) {
    this.events = events;
    this.rows = events.map((event, i) => this.#row(event, i, wirings, fixed));
    this.node.replaceChildren(...this.rows.map(({ node }) => node));
    this.node.hidden = !events.length;
  }

  /** Fill in what only the runs know. @param {import("./telemetry.js").Run[]} runs */
  update(runs) {
    this.rows.forEach(({ before }, i) => {
      const { run, step, parameter } = this.events[i];
      const value = before && runs[run]?.at(`${parameter}.value`, step);
      if (value !== undefined && before && !before.textContent) before.textContent = `${number(value)} → `;
    });
  }

  #row(event, at, wirings, fixed) {
    const wiring = wirings[event.run];
    const name = wiring ? runName(wirings, event.run) : "not shown";
    const mark_ = element("span", "of");
    mark_.innerHTML = wiring ? shape(wiring.letter) : "";
    mark_.append(name);
    const before = element("span", "", event.before ? `${event.before} → ` : "");
    const words = element("span", "what", [`${event.title}: `, before, element("b", "", event.after)]);
    const show = button("Show", () => this.jump(event.step), "jump");
    const remove = button("×", () => this.change(this.#without(at)), "remove");
    mark(remove, "aria-label", `Remove: ${event.title} at step ${event.step}`);
    remove.title = "Remove";
    const step = fixed ? element("span", "", `step ${event.step}`) : this.#step(event, at);
    const node = element("li", wiring ? `run-${wiring.letter}` : "", [mark_, step, words, show, ...(fixed ? [] : [remove])]);
    return { node, before: event.before ? null : before };
  }

  /** The step, which can be changed. */
  #step(event, at) {
    const field = element("input");
    field.type = "number";
    field.min = "1";
    field.value = String(event.step);
    field.onchange = () => {
      const step = Number(field.value);
      if (!Number.isInteger(step) || step < 1) field.value = String(event.step);
      else this.change([...this.#without(at), event.text.replace(/\d+/, String(step))], step);
    };
    return element("label", "step", ["step ", field]);
  }

  #without(at) {
    return this.events.filter((_, i) => i !== at).map(({ text }) => text);
  }
}
