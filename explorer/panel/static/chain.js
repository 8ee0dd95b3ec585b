// The five links of each run's chain, lit as the playhead moves, each with its number.

import { element, mark, write } from "./dom.js";
import { number, signed } from "./format.js";
import { mendButton } from "./mend.js";
import { LINKS, PHRASE, runName, shape } from "./wording.js";

const MOVED = 1e-3;
const NOTHING = "nothing";
const NOT_REACHED = "not reached";
const SYMBOL = { ok: "✓", lost: "✕", unreached: "", waiting: "", unknown: "" };

let lastId = 0;

/** Owner of the stations of all runs. */
export class Chains {
  /** @param {HTMLElement} node @param {(wiring: string) => void} mend called with its key */
  constructor(node, mend) {
    this.node = node;
    this.mend = mend;
    this.lines = [];
  }

  /** @param {object[]} wirings @param {object[]} parameters of the loss */
  show(wirings, parameters) {
    this.parameters = parameters;
    this.node.style.setProperty("--parameters", String(parameters.length));
    this.lines = wirings.map((wiring, i) => line(wiring, runName(wirings, i), this.mend));
    this.node.replaceChildren(...this.lines.map(({ node }) => node));
  }

  /** @param {import("./telemetry.js").Run[]} runs @param {number} playhead */
  update(runs, playhead) {
    this.lines.forEach((shown, i) => this.#updateLine(shown, runs[i], playhead));
  }

  #updateLine(shown, run, playhead) {
    const step = Math.min(playhead, run.rows);
    const brokenAt = LINKS.indexOf(run.chain?.broken_link ?? "");
    const started = playhead >= 1 || (run.end !== null && run.rows === 0);
    shown.stations.forEach((station, at) => {
      const link = LINKS[at];
      const state = started ? stateOf(run, at, brokenAt, step, this.parameters) : "unknown";
      mark(station.node, "data-state", state);
      write(station.mark, SYMBOL[state]);
      const found = run.chain?.links?.[at];
      write(station.phrase, state === "lost" ? found.reason : phrase(link, state));
      const told = started && state !== "lost";
      write(station.number, told ? reading(link, state, run, step, this.parameters) : "");
      explain(station, found);
      if (station.mend) station.mend.hidden = state !== "lost";
    });
    write(shown.note, run.chain?.measured_on === "two eager steps" ? "measured on two eager steps" : "");
    const lost = brokenAt < 0 ? "" : `The chain breaks at: ${LINKS[brokenAt]}.`;
    mark(shown.list, "aria-label", `Chain of the ${shown.name} run. ${lost}`);
  }
}

function line(wiring, name, mend) {
  const label = element("div", "run-label");
  label.innerHTML = shape(wiring.kind);
  const note = element("small", "note");
  label.append(element("span", "", name), note);
  const stations = LINKS.map((link, at) => station(link, at, wiring.mended_by, mend));
  const list = element("ol", "stations", stations.map(({ node }) => node));
  const node = element("div", `chain ${wiring.kind}`, [label, list]);
  return { node, list, note, stations, name };
}

function station(link, at, mendedBy, mend) {
  const parts = {
    mend: mendButton(mendedBy, mend),
    mark: element("span", "mark"),
    phrase: element("span", "phrase"),
    number: element("span", "number"),
    evidence: element("span", "evidence"),
  };
  parts.evidence.id = `evidence-${++lastId}`;
  parts.evidence.setAttribute("role", "tooltip");
  parts.mark.setAttribute("aria-hidden", "true");
  const head = element("span", "head", [element("b", "", link), parts.mend].filter(Boolean));
  const words = element("span", "words", [head, parts.phrase, parts.number]);
  const node = element("li", "station", [parts.mark, words, parts.evidence]);
  node.style.setProperty("--place", String(at));
  mark(node, "data-link", link);
  mark(node, "data-state", "unknown");
  mark(node, "aria-describedby", parts.evidence.id);
  return { ...parts, node };
}

function stateOf(run, at, brokenAt, step, parameters) {
  if (!run.chain) return "unknown";
  if (brokenAt >= 0 && at >= brokenAt) return at === brokenAt ? "lost" : "unreached";
  if (LINKS[at] !== "moved" || run.rows === 0) return "ok";
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
  if (state === "unreached") return NOT_REACHED;
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

function explain(station, link) {
  const evidence = link?.evidence ?? "";
  write(station.evidence, evidence);
  if (evidence) mark(station.node, "tabindex", "0");
}

