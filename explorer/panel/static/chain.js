// The five links of each run's chain, lit as the playhead moves, each with its number and, on
// demand, its meaning and the evidence.

import { element, mark, write } from "./dom.js";
import { number, signed } from "./format.js";
import { mendButton } from "./mend.js";
import { NOTHING, PHRASE, STATE, runName, shape } from "./wording.js";

const MOVED = 1e-3;
const SYMBOL = { ok: "✓", lost: "✕", unreached: "", waiting: "", unknown: "" };

let lastId = 0;

/** Owner of the stations of all runs. */
export class Chains {
  /** @param {HTMLElement} node @param {(wiring: string) => void} mend called with its key */
  constructor(node, mend) {
    this.node = node;
    this.mend = mend;
    this.lines = [];
    node.addEventListener("keydown", (event) => walk(event));
    node.addEventListener("pointerover", () => node.removeAttribute("data-dismissed"));
    node.addEventListener("focusin", () => node.removeAttribute("data-dismissed"));
  }

  /**
   * @param {object[]} wirings @param {object[]} parameters of the loss
   * @param {{name: string, holds_when: string}[]} links @param {object[]} events
   */
  show(wirings, parameters, links, events) {
    this.parameters = parameters;
    this.events = events;
    this.links = links.map(({ name }) => name);
    this.node.style.setProperty("--parameters", String(parameters.length));
    this.lines = wirings.map((wiring, i) => line(wiring, runName(wirings, i), links, this.mend));
    this.node.replaceChildren(...this.lines.map(({ node }) => node));
  }

  /** @param {import("./telemetry.js").Run[]} runs @param {number} playhead */
  update(runs, playhead) {
    this.lines.forEach((shown, i) => this.#updateLine(shown, runs[i], playhead));
  }

  #updateLine(shown, run, playhead) {
    const step = Math.min(playhead, run.rows);
    const part = new Part(run, step, playhead, this.parameters, this.events);
    const brokenAt = this.links.indexOf(part.chain?.broken_link ?? "");
    const started = playhead >= 1 || (run.end !== null && run.rows === 0);
    shown.stations.forEach((station, at) => {
      const link = this.links[at];
      const state = started ? stateOf(part, link, at, brokenAt) : "unknown";
      mark(station.node, "data-state", state);
      write(station.mark, SYMBOL[state]);
      const found = part.chain?.links?.[at];
      write(station.phrase, state === "lost" ? found.reason : phrase(link, state));
      const measured = state === "ok" || state === "waiting";
      write(station.number, measured ? reading(link, state, part) : "");
      write(station.evidence, started ? (found?.evidence ?? "") : "");
      if (station.mend) station.mend.hidden = state !== "lost" || part.index > 0;
    });
    const eager = part.chain?.measured_on === "two eager steps" ? "measured on two eager steps" : "";
    write(shown.note, [part.title, eager].filter(Boolean).join(", "));
    const lost = brokenAt < 0 ? "" : `The chain breaks at: ${this.links[brokenAt]}.`;
    mark(shown.list, "aria-label", `Chain of the ${shown.name} run. ${lost}`);
  }
}

function line(wiring, name, links, mend) {
  const label = element("div", "run-label");
  label.innerHTML = shape(wiring.letter);
  const note = element("small", "note");
  label.append(element("span", "", name), note);
  const stations = links.map((link, at) => station(link, at, wiring.mended_by, mend));
  // One Tab stop per chain; the arrow keys move from station to station.
  stations[0].node.tabIndex = 0;
  const list = element("ol", "stations", stations.map(({ node }) => node));
  const node = element("div", `chain ${wiring.kind} run-${wiring.letter}`, [label, list]);
  return { node, list, note, stations, name };
}

function station({ name, holds_when }, at, mendedBy, mend) {
  const parts = {
    mend: mendButton(mendedBy, mend),
    mark: element("span", "mark"),
    phrase: element("span", "phrase"),
    number: element("span", "number"),
    evidence: element("span", "evidence"),
  };
  const meaning = element("span", "meaning", `Holds when ${holds_when}.`);
  const tip = element("span", "tip", [meaning, parts.evidence]);
  tip.id = `tip-${++lastId}`;
  tip.setAttribute("role", "tooltip");
  parts.mark.setAttribute("aria-hidden", "true");
  const title = element("b", "", name);
  mark(title, "data-lost", STATE.lost);
  const head = element("span", "head", [title, parts.mend].filter(Boolean));
  const words = element("span", "words", [head, parts.phrase, parts.number]);
  const node = element("li", "station", [parts.mark, words, tip]);
  node.style.setProperty("--place", String(at));
  node.tabIndex = -1;
  mark(node, "data-link", name);
  mark(node, "data-state", "unknown");
  mark(node, "aria-describedby", tip.id);
  return { ...parts, node };
}

/** Arrow keys, Home and End move along a chain; Escape hides the tip. */
function walk(event) {
  const node = event.target.closest(".station");
  if (event.key === "Escape") event.currentTarget.setAttribute("data-dismissed", "");
  if (!node || event.target !== node) return;
  const stations = [...node.parentElement.children];
  const at = stations.indexOf(node);
  const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  event.stopPropagation(); // else the playhead steps
  const to = event.key === "End" ? stations.at(-1) : stations[next];
  if (!to) return;
  node.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
}

/** The segment of a run that the playhead is in. */
class Part {
  constructor(run, step, playhead, parameters, events) {
    this.run = run;
    this.step = step;
    this.parameters = parameters;
    this.events = events.filter((event) => event.run === run.index);
    // A segment that raised at its event has no row: the end of the run stands for it.
    const raised = run.end?.type === "raised" && playhead >= run.rows;
    this.index = run.segmentAt(raised ? run.rows + 1 : step);
    this.segment = run.about?.segments[this.index];
    this.chain = run.chains[this.index];
  }

  /** The wiring's title, where the run is rewired. */
  get title() {
    return this.events.some(({ what }) => what === "wiring") ? (this.segment?.title ?? "") : "";
  }

  /** A parameter's value before the first step of the segment. */
  initial({ name, initial }) {
    const begun = this.segment?.begun ?? 0;
    const set = this.events.find((event) => event.step === begun && event.parameter === name);
    if (set) return set.value;
    return begun ? this.run.at(`${name}.value`, begun) : (this.run.about?.parameters_initial?.[name] ?? initial);
  }

  change(parameter) {
    const value = this.at(parameter, "value");
    return value === undefined ? 0 : value - this.initial(parameter);
  }

  at({ name }, column) {
    return this.run.at(`${name}.${column}`, this.step);
  }
}

function stateOf(part, link, at, brokenAt) {
  if (!part.chain) return "unknown";
  if (brokenAt >= 0 && at >= brokenAt) return at === brokenAt ? "lost" : "unreached";
  if (link !== "moved" || part.run.rows === 0) return "ok";
  return part.parameters.every((parameter) => hasMoved(part, parameter)) ? "ok" : "waiting";
}

function hasMoved(part, parameter) {
  return Math.abs(part.change(parameter)) > MOVED * Math.max(1, Math.abs(part.initial(parameter)));
}

function phrase(link, state) {
  if (state === "unknown") return "…";
  if (state === "unreached") return STATE.unreached;
  return state === "waiting" ? "not yet" : PHRASE[link];
}

/** The link's number at the playhead, of every parameter. */
function reading(link, state, part) {
  if (link === "variable" || part.run.rows === 0) return "";
  if (link === "listed") return state === "ok" ? "yes" : "";
  const numbers = part.parameters.map((parameter) => numberOf(link, part, parameter));
  return numbers.every((text) => text.endsWith(NOTHING)) ? NOTHING : numbers.join("\n");
}

function numberOf(link, part, parameter) {
  const { symbol } = parameter;
  if (link === "moved") return `Δ${symbol} ${signed(part.change(parameter))}`;
  const value = part.at(parameter, link === "used" ? "grad_available" : "grad_delivered");
  if (value === undefined) return "";
  const text = Number.isNaN(value) ? NOTHING : number(value);
  return `∂L/∂${symbol} ${text}`;
}

