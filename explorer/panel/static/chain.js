// The five links of each run's chain, lit as the playhead moves, each with its number and, on
// demand, its meaning and the evidence.

import { element, mark, write } from "./dom.js";
import { number, signed } from "./format.js";
import { mendButton } from "./mend.js";
import { PHRASE, STATE, runName, shape } from "./wording.js";

const MOVED = 1e-3;
const NOTHING = "nothing";
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
   * @param {{name: string, holds_when: string}[]} links
   */
  show(wirings, parameters, links) {
    this.parameters = parameters;
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
    const brokenAt = this.links.indexOf(run.chain?.broken_link ?? "");
    const started = playhead >= 1 || (run.end !== null && run.rows === 0);
    shown.stations.forEach((station, at) => {
      const link = this.links[at];
      const state = started ? stateOf(run, link, at, brokenAt, step, this.parameters) : "unknown";
      mark(station.node, "data-state", state);
      write(station.mark, SYMBOL[state]);
      const found = run.chain?.links?.[at];
      write(station.phrase, state === "lost" ? found.reason : phrase(link, state));
      const measured = state === "ok" || state === "waiting";
      write(station.number, measured ? reading(link, state, run, step, this.parameters) : "");
      write(station.evidence, started ? (found?.evidence ?? "") : "");
      if (station.mend) station.mend.hidden = state !== "lost";
    });
    write(shown.note, run.chain?.measured_on === "two eager steps" ? "measured on two eager steps" : "");
    const lost = brokenAt < 0 ? "" : `The chain breaks at: ${this.links[brokenAt]}.`;
    mark(shown.list, "aria-label", `Chain of the ${shown.name} run. ${lost}`);
  }
}

function line(wiring, name, links, mend) {
  const label = element("div", "run-label");
  label.innerHTML = shape(wiring.kind);
  const note = element("small", "note");
  label.append(element("span", "", name), note);
  const stations = links.map((link, at) => station(link, at, wiring.mended_by, mend));
  // One Tab stop per chain; the arrow keys move from station to station.
  stations[0].node.tabIndex = 0;
  const list = element("ol", "stations", stations.map(({ node }) => node));
  const node = element("div", `chain ${wiring.kind}`, [label, list]);
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

function stateOf(run, link, at, brokenAt, step, parameters) {
  if (!run.chain) return "unknown";
  if (brokenAt >= 0 && at >= brokenAt) return at === brokenAt ? "lost" : "unreached";
  if (link !== "moved" || run.rows === 0) return "ok";
  return parameters.every((parameter) => hasMoved(run, parameter, step)) ? "ok" : "waiting";
}

function hasMoved(run, parameter, step) {
  const start = initial(run, parameter);
  return Math.abs(change(run, parameter, step)) > MOVED * Math.max(1, Math.abs(start));
}

function initial(run, parameter) {
  return run.about?.parameters_initial?.[parameter.name] ?? parameter.initial;
}

function change(run, parameter, step) {
  const value = run.at(`${parameter.name}.value`, step);
  return value === undefined ? 0 : value - initial(run, parameter);
}

function phrase(link, state) {
  if (state === "unknown") return "…";
  if (state === "unreached") return STATE.unreached;
  return state === "waiting" ? "not yet moved" : PHRASE[link];
}

/** The link's number at the playhead, of every parameter. */
function reading(link, state, run, step, parameters) {
  if (link === "variable" || run.rows === 0) return "";
  if (link === "listed") return state === "ok" ? "yes" : "";
  const numbers = parameters.map((parameter) => numberOf(link, run, parameter, step));
  return numbers.every((text) => text.endsWith(NOTHING)) ? NOTHING : numbers.join("\n");
}

function numberOf(link, run, parameter, step) {
  const { name, symbol } = parameter;
  if (link === "moved") return `Δ${symbol} ${signed(change(run, parameter, step))}`;
  const column = link === "used" ? "grad_available" : "grad_delivered";
  const value = run.at(`${name}.${column}`, step);
  if (value === undefined) return "";
  const text = Number.isNaN(value) ? NOTHING : number(value);
  return `∂L/∂${symbol} ${text}`;
}

