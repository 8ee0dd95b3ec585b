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
    const focused = this.rows?.findIndex(({ node }) => node.contains(this.node.getRootNode().activeElement));
    this.events = events;
    this.rows = events.map((event, i) => this.#row(event, i, wirings, fixed));
    this.node.replaceChildren(...this.rows.map(({ node }) => node));
    this.node.hidden = !events.length;
    if (focused >= 0) this.rows[Math.min(focused, events.length - 1)]?.node.querySelector("input, button")?.focus();
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
    mark(remove, "aria-label", `Remove ${name}: ${event.title} at step ${event.step}`);
    mark(show, "aria-label", `Show step ${event.step}`);
    remove.title = "Remove";
    const step = fixed ? element("span", "", `step ${event.step}`) : this.#step(event, at, wiring);
    const node = element("li", wiring ? `run-${wiring.letter}` : "", [mark_, step, words, show, ...(fixed ? [] : [remove])]);
    return { node, before: event.before ? null : before };
  }

  /** The step, which can be changed. */
  #step(event, at, wiring) {
    const field = element("input");
    Object.assign(field, { type: "number", min: "1", value: String(event.step) });
    if (wiring) field.max = String(wiring.steps - 1);
    field.onchange = () => {
      const step = Number(field.value);
      const text = event.text.replace(/\d+/, String(step));
      const others = this.#without(at);
      const wrong = this.#wrong(step, field.max, added(this.events.filter((_, i) => i !== at), text).length <= others.length);
      field.setCustomValidity(wrong);
      if (!wrong) this.change([...others, text], step);
      else if (!field.reportValidity()) field.value = String(event.step);
    };
    return element("label", "step", ["step ", field]);
  }

  /** Why an event cannot be moved to a step; "" if it can. */
  #wrong(step, last, taken) {
    const inside = Number.isInteger(step) && step >= 1 && step <= Number(last || Infinity);
    if (!inside) return `Expected a whole step from 1 to ${last || "the end"}`;
    return taken ? "Another change of the same is at that step" : "";
  }

  #without(at) {
    return this.events.filter((_, i) => i !== at).map(({ text }) => text);
  }
}
