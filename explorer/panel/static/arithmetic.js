// The arithmetic of one step, shown while the viewer goes step by step: what the telemetry holds
// of it, and beside the tape's gradient the finite difference, which the server is asked for. A file
// without a server leaves that out.

import { Asking } from "./asking.js";
import { element, mark, write } from "./dom.js";
import { number, signed, whole } from "./format.js";
import { NOTHING, STATE, runName, shape } from "./wording.js";

const ONLY_THERE = "Opened in the Explorer, it adds the finite difference of the loss on this batch.";
/** The line that shows what a link is about. */
const LINE = { variable: "after", used: "tape", listed: "received", delivered: "received", moved: "change" };

/** Owner of the tables of all runs. */
export class Arithmetic {
  /**
   * @param {HTMLElement} node
   * @param {(run: number, step: number, signal: AbortSignal) => Promise<object>} ask
   * @param {() => void} changed called when there is something new to show
   */
  constructor(node, ask, changed) {
    this.node = node;
    this.asking = new Asking(ask, changed);
    this.tables = [];
  }

  /**
   * @param {object[]} wirings @param {object[]} parameters of the loss @param {object[]} events
   * @param {boolean} alone whether there is no server to ask
   */
  show(wirings, parameters, events, alone) {
    this.asking.forget();
    this.alone = alone;
    this.parameters = parameters;
    this.events = events;
    this.tables = wirings.map((wiring, i) => table(wiring, runName(wirings, i), parameters));
    for (const { lines } of this.tables) lines.difference.node.hidden = alone;
    this.node.replaceChildren(...this.tables.map(({ node }) => node));
  }

  /**
   * @param {import("./telemetry.js").Run[]} runs
   * @param {import("./player.js").Playhead} playhead
   */
  update(runs, { stepping, step }) {
    const shown = stepping && runs.some((run) => run.rows);
    this.node.hidden = !shown;
    // A shorter run stays at its last step.
    const steps = runs.map((run) => (shown ? Math.min(step, run.rows) : 0));
    if (!this.alone) this.asking.want(steps);
    if (!shown) return;
    this.tables.forEach((each, i) => this.#fill(each, runs[i], steps[i]));
  }

  #fill(shown, run, step) {
    shown.node.hidden = !step;
    if (!step) return;
    write(shown.step, `step ${whole(step)}`);
    write(shown.loss, number(run.at("loss", step)));
    const answer = this.alone ? { refused: ONLY_THERE } : this.asking.answer(run.index, step);
    const found = this.parameters.map(({ name }) => answer.parameters?.[name]);
    this.parameters.forEach((parameter, at) => {
      const texts = textsOf(run, step, parameter, this.#before(run, step, parameter));
      for (const [line, text] of Object.entries(texts)) write(shown.cells[line][at], text);
      write(shown.cells.difference[at], differenceOf(found[at], answer));
    });
    const apart = [...new Set(found.flatMap((each) => (each?.h ? [number(each.h)] : [])))];
    write(shown.apart, apart.length ? `, h = ${apart.join(", ")}` : "");
    this.#why(shown.why, found, answer);
    markLost(shown, run.chains[run.segmentAt(step)]?.broken_link);
  }

  /** A parameter's value right before a step. */
  #before(run, step, { name, initial }) {
    const set = this.events.find(
      (event) => event.run === run.index && event.step === step - 1 && event.parameter === name,
    );
    if (set) return set.value;
    return run.at(`${name}.value`, step - 1) ?? run.about?.parameters_initial?.[name] ?? initial;
  }

  /** Whether the difference is what the tape has, else why not; once for all that it holds for. */
  #why(node, found, { refused }) {
    const symbols = new Map();
    found.forEach((each, at) => {
      if (each) symbols.set(each.words, [...(symbols.get(each.words) ?? []), this.parameters[at].symbol]);
    });
    const clauses = [...symbols].map(([words, of]) => (symbols.size > 1 ? `${of.join(", ")}: ${words}` : words));
    const words = refused ?? (clauses.length ? `Difference: ${clauses.join("; ")}.` : "");
    write(node, words);
    node.title = words;
  }

  remove() {
    this.asking.forget();
  }
}

/** What the telemetry has of a step. */
function textsOf(run, step, { name }, before) {
  const at = (column) => run.at(`${name}.${column}`, step);
  return {
    tape: gradient(at("grad_available")),
    received: gradient(at("grad_delivered")),
    change: signed(at("value") - before),
    after: number(at("value")),
  };
}

function gradient(value) {
  return Number.isNaN(value) ? NOTHING : number(value);
}

function differenceOf(found, { waiting, slow }) {
  if (waiting) return slow ? "computing" : "…";
  return found?.difference == null ? "none" : number(found.difference);
}

function markLost(shown, link) {
  for (const [line, { node, badge }] of Object.entries(shown.lines)) {
    const lost = link !== undefined && LINE[link] === line;
    mark(node, "data-state", lost ? "lost" : "ok");
    write(badge, lost ? `${link}: ${STATE.lost}` : "");
  }
}

function table(wiring, name, parameters) {
  const step = element("span", "at-step");
  const caption = element("caption");
  caption.innerHTML = shape(wiring.letter);
  caption.append(element("b", "", name), " ", step);
  const loss = element("td");
  loss.colSpan = parameters.length;
  const lines = {};
  const cells = {};
  for (const [line, words] of Object.entries(wordsOf(parameters))) {
    cells[line] = parameters.map(() => element("td"));
    lines[line] = row(words, cells[line]);
  }
  const rows = [row("Batch loss L", [loss]), ...Object.values(lines)].map((each) => each.node);
  if (parameters.length > 1) rows.unshift(heads(parameters));
  const apart = element("span");
  lines.difference.badge.before(element("small", "", [quotientOf(parameters), apart]));
  lines.received.badge.before(element("small", "", "by the optimizer"));
  const why = element("p", "why");
  const sheet = element("table", "", [caption, element("tbody", "", rows)]);
  const node = element("div", `sum ${wiring.kind} run-${wiring.letter}`, [sheet, why]);
  return { node, step, loss, lines, cells, apart, why };
}

/** The lines in the order of the step. Of several parameters each has a column of its own. */
function wordsOf(parameters) {
  const one = parameters.length === 1 ? parameters[0].symbol : "";
  const gradient = one ? `∂L/∂${one}` : "Gradient";
  return {
    tape: `${gradient} by the tape`,
    difference: `${gradient} by difference`,
    received: `${gradient} received`,
    change: one ? `Δ${one}` : "Change Δ",
    after: one ? `${one} after the step` : "After the step",
  };
}

function quotientOf(parameters) {
  const one = parameters.length === 1 ? parameters[0].symbol : "";
  return `(L(${one}+h) − L(${one}−h)) / 2h`;
}

function heads(parameters) {
  const cells = parameters.map(({ symbol }) => element("th", "", symbol));
  for (const cell of cells) cell.scope = "col";
  return element("tr", "", [element("td"), ...cells]);
}

function row(words, cells) {
  const badge = element("span", "lost-here");
  const head = element("th", "", [element("span", "", words), badge]);
  head.scope = "row";
  return { node: element("tr", "", [head, ...cells]), badge };
}
