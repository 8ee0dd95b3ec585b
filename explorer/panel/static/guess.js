// *You draw it*: the visitor draws a parameter's curve before the run plays. The guess stays in
// the browser, and on the parameter's chart.

import { button, element, mark, write } from "./dom.js";
import { number, withReading, whole } from "./format.js";
import { linearTicks } from "./range.js";
import { runName } from "./wording.js";

const SVG = "http://www.w3.org/2000/svg";
const POINTS = 25;
/** Sizes of the pad in its own units; it is as wide as its place. */
const [WIDTH, HEIGHT] = [600, 220];
const ROOM = { left: 52, right: 12, top: 10, bottom: 30 };
/** Share of the axis by which a key moves the curve. */
const STEP = 0.04;

/**
 * @typedef {Object} Drawn
 * @property {string} column whose curve was guessed @property {number} run
 * @property {number[]} x steps @property {number[]} y
 */

/** Owner of the pad. */
export class Guess {
  /** @param {HTMLElement} node @param {(drawn: Drawn|null) => void} done null to just watch */
  constructor(node, done) {
    this.node = node;
    this.done = done;
  }

  /**
   * Ask for a curve.
   * @param {{parameter: string, run: number, low: number, high: number}} draw
   * @param {{name: string, title: string, symbol: string, initial: number, reading: object|null}}
   *   parameter
   * @param {number} steps of the run @param {string} whose words for it
   */
  show(draw, parameter, steps, whose) {
    Object.assign(this, { draw, parameter, steps });
    this.values = new Array(POINTS).fill(parameter.initial);
    this.at = 0;
    this.line = svg("polyline", { class: "guessed" });
    this.place = svg("circle", { class: "place", r: 6 });
    this.pad = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "pad", tabindex: "0", role: "slider" });
    this.pad.append(...this.#axes(), this.line, this.place);
    this.pad.addEventListener("pointerdown", (event) => this.#begin(event));
    this.pad.addEventListener("pointermove", (event) => this.#trace(event));
    this.pad.addEventListener("keydown", (event) => this.#key(event));
    const { symbol, title } = parameter;
    const words = `Draw where ${symbol}, the ${title.toLowerCase()}, will go${whose}: drag over the chart, or use the arrow keys.`;
    const play = button("Play it", () => this.#end(this.#drawn()));
    play.classList.add("primary");
    const watch = button("Just watch", () => this.#end(null));
    this.node.replaceChildren(element("p", "", words), this.pad, element("div", "buttons", [play, watch]));
    this.node.hidden = false;
    this.#redraw();
  }

  hide() {
    this.node.hidden = true;
    this.node.replaceChildren();
  }

  #end(drawn) {
    this.hide();
    this.done(drawn);
  }

  #drawn() {
    const x = this.values.map((_, i) => this.#step(i));
    return { column: `${this.parameter.name}.value`, run: this.draw.run, x, y: this.values };
  }

  #step(i) {
    return Math.max(1, Math.round((i / (POINTS - 1)) * this.steps));
  }

  // ---- drawing

  #begin(event) {
    this.pad.setPointerCapture(event.pointerId);
    this.last = null;
    this.#trace(event);
  }

  #trace(event) {
    if (!this.pad.hasPointerCapture(event.pointerId)) return;
    const box = this.pad.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDTH;
    const y = ((event.clientY - box.top) / box.height) * HEIGHT;
    const share = (x - ROOM.left) / (WIDTH - ROOM.left - ROOM.right);
    const i = Math.max(0, Math.min(POINTS - 1, Math.round(share * (POINTS - 1))));
    const value = this.#valueAt(y);
    const from = this.last ?? { i, value };
    const [first, last] = from.i <= i ? [from, { i, value }] : [{ i, value }, from];
    for (let j = first.i; j <= last.i; j++) {
      const part = last.i === first.i ? 1 : (j - first.i) / (last.i - first.i);
      this.values[j] = first.value + part * (last.value - first.value);
    }
    // What was not drawn yet goes on from here.
    if (from.i <= i) this.values.fill(value, i);
    this.at = i;
    this.last = { i, value };
    this.#redraw();
  }

  #key(event) {
    const { low, high } = this.draw;
    const moves = { ArrowLeft: -1, ArrowRight: 1, Home: -POINTS, End: POINTS };
    const shifts = { ArrowUp: STEP, ArrowDown: -STEP, PageUp: 5 * STEP, PageDown: -5 * STEP };
    if (event.key in moves) this.at = Math.max(0, Math.min(POINTS - 1, this.at + moves[event.key]));
    else if (event.key in shifts) {
      const wanted = this.values[this.at] + shifts[event.key] * (high - low);
      this.values.fill(Math.max(low, Math.min(high, wanted)), this.at);
    } else return;
    event.preventDefault();
    event.stopPropagation(); // else the playhead steps
    this.#redraw();
  }

  #valueAt(y) {
    const { low, high } = this.draw;
    const share = (y - ROOM.top) / (HEIGHT - ROOM.top - ROOM.bottom);
    return high - Math.max(0, Math.min(1, share)) * (high - low);
  }

  #x(i) {
    return ROOM.left + (i / (POINTS - 1)) * (WIDTH - ROOM.left - ROOM.right);
  }

  #y(value) {
    const { low, high } = this.draw;
    return ROOM.top + ((high - value) / (high - low)) * (HEIGHT - ROOM.top - ROOM.bottom);
  }

  #redraw() {
    mark(this.line, "points", this.values.map((value, i) => `${this.#x(i)},${this.#y(value)}`).join(" "));
    mark(this.place, "cx", String(this.#x(this.at)));
    mark(this.place, "cy", String(this.#y(this.values[this.at])));
    const value = this.values[this.at];
    const words = withReading(value, this.parameter.reading);
    mark(this.pad, "aria-label", `Your guess of ${this.parameter.symbol}`);
    mark(this.pad, "aria-valuemin", String(this.draw.low));
    mark(this.pad, "aria-valuemax", String(this.draw.high));
    mark(this.pad, "aria-valuenow", String(Number(value.toPrecision(4))));
    mark(this.pad, "aria-valuetext", `${words} at step ${whole(this.#step(this.at))}`);
  }

  #axes() {
    const { low, high } = this.draw;
    const [bottom, right] = [HEIGHT - ROOM.bottom, WIDTH - ROOM.right];
    const { tickvals, ticktext } = linearTicks([low, high]);
    const rows = tickvals.flatMap((value, i) => [
      svg("path", { class: "grid", d: `M${ROOM.left} ${this.#y(value)}H${right}` }),
      text(ticktext[i], { x: ROOM.left - 8, y: this.#y(value) + 4, "text-anchor": "end" }),
    ]);
    const steps = linearTicks([0, this.steps], 1);
    const columns = steps.tickvals.map((value, i) =>
      text(steps.ticktext[i], {
        x: ROOM.left + (value / this.steps) * (right - ROOM.left),
        y: bottom + 18,
        "text-anchor": value === this.steps ? "end" : "middle",
      }),
    );
    const start = svg("path", { class: "start", d: `M${ROOM.left} ${this.#y(this.parameter.initial)}H${right}` });
    return [...rows, ...columns, text(this.parameter.symbol, { x: 10, y: ROOM.top + 12 }), start];
  }
}

/** How far a guess was off on average, in words. @param {Drawn} drawn @param {(step: number) => number|undefined} at */
export function distance({ x, y }, at) {
  const off = x.map((step, i) => Math.abs(y[i] - at(step))).filter(Number.isFinite);
  if (!off.length) return "";
  return `Your curve was off by ${number(off.reduce((sum, each) => sum + each) / off.length)} on average.`;
}

/**
 * Which of several runs is meant, after a verb; "" for the only one.
 * @param {{events: object[], wirings: object[]}} data of the panel @param {number} run
 */
export function whose({ events, wirings }, run) {
  if (wirings.length === 1) return "";
  const changes = events.filter((event) => event.run === run);
  const listed = changes.map(({ title, step }) => `${title} at step ${whole(step)}`);
  return ` in the ${runName(wirings, run)} run (${[wirings[run].title, ...listed].join(", ")})`;
}

function svg(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  return node;
}

function text(content, attributes) {
  const node = svg("text", attributes);
  write(node, content);
  return node;
}
