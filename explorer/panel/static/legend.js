// A chart's legend: what each line looks like, its name, its value at a step. Each entry hides its
// line, and shows it again.

import { button, element, mark, write } from "./dom.js";
import { withReading } from "./format.js";
import { alone, toolbar } from "./toolbar.js";
import { NOTHING } from "./wording.js";

/** As high as what is pressed should be. */
const ROW = 24;
/** The same as in `style.py`. */
const HALO = "#FFFFFF";
const MARKS = {
  circle: "M8.8 5a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0",
  square: "M9 2h6v6h-6z",
  diamond: "M12 1l4 4l-4 4l-4 -4z",
  "triangle-up": "M12 1.4l4 7.2h-8z",
};

/** Owner of the legend's entries, and of which lines are hidden. */
export class Legend {
  /** @param {() => void} changed called when a line was hidden or shown */
  constructor(changed) {
    this.changed = changed;
    this.node = element("div", "legend");
    toolbar(this.node);
    this.entries = [];
    /** Names of entries. @type {Set<string>} */
    this.hidden = new Set();
  }

  /** @param {{trace: object, source: import("./sources.js").Source}[]} lines */
  show(lines) {
    const listed = lines.filter(({ trace }) => trace.showlegend !== false);
    listed.sort((a, b) => place(a.trace) - place(b.trace));
    this.entries = listed.map((line) => ({ line, value: element("span", "value") }));
    this.node.replaceChildren(...this.entries.map((entry) => this.#entry(entry)));
    alone(this.node);
    /** Pixels by which it is higher than the two rows that most charts need. */
    this.more = ROW * Math.max(0, Math.ceil(listed.length / 2) - 2);
    this.node.style.setProperty("--longest", String(Math.max(...listed.map(letters))));
  }

  get shown() {
    return this.entries.filter(({ line: { trace } }) => !this.hides(trace));
  }

  /** Whether a trace is hidden, by its own entry or by that of its group. */
  hides({ legendgroup, name }) {
    return this.hidden.has(legendgroup ?? name);
  }

  #entry({ line: { trace }, value }) {
    const { name } = trace;
    const node = button("", () => this.#toggle(name, node), "entry");
    node.append(swatch(trace), element("span", "name", name), value);
    press(node, name, !this.hidden.has(name));
    return node;
  }

  #toggle(name, node) {
    if (!this.hidden.delete(name)) this.hidden.add(name);
    press(node, name, !this.hidden.has(name));
    this.changed();
  }

  /** The text of what is shown, in one line. */
  words() {
    return this.shown.map(({ line: { trace }, value }) => `${trace.name} ${value.textContent}`.trim()).join("; ");
  }

  /** @param {number} step @param {{y: [number, number]}|null} range of the axes @param {boolean} log */
  read(step, range, log) {
    for (const { line, value } of this.entries) {
      const { source, trace } = line;
      const words = source.note ? source.note(step, range) : text(source, step, trace.meta, log);
      write(value, words);
      mark(value, "title", words); // where there is no room for all of it
    }
  }
}

function text(source, step, meta, log) {
  const value = source.value?.(step);
  if (value === undefined) return source.instead?.(step) ?? "";
  if (Number.isNaN(value) && meta.column.includes(".grad_")) return NOTHING;
  const shown = withReading(value, source.readable?.() ? meta.reading : null);
  return !log && source.beyond?.(step) ? `${shown}, off the axis` : shown;
}

/** How many letters an entry needs room for: its name and what stands beside it. */
function letters({ trace: { name, meta }, source }) {
  const beside = source.value ? 7 : meta.source === "view" ? 12 : 0;
  return name.length + (meta.reading ? 17 : beside);
}

/** Sort key: by rank, and within a rank by run. */
function place({ legendrank = 1000, meta }) {
  return 100 * legendrank + (meta.run ?? 0);
}

function press(node, name, shown) {
  mark(node, "aria-pressed", String(shown));
  node.title = `${shown ? "Hide" : "Show"} ${name}`;
}

/**
 * What a line looks like, 24 by 10.
 * @param {object} trace @param {string} page the colour around it
 */
export function swatch({ line, marker, mode, opacity = 1 }, page = "var(--page)") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "swatch");
  svg.setAttribute("viewBox", "0 0 24 10");
  svg.setAttribute("aria-hidden", "true");
  svg.style.opacity = String(opacity);
  if (mode === "band") svg.innerHTML = band(line);
  else svg.innerHTML = (mode === "markers" ? "" : stroke(line)) + (marker?.symbol ? dot(marker, page) : "");
  return svg;
}

function dot({ color, symbol, line }, page) {
  const open = String(symbol).endsWith("-open");
  const outline = MARKS[String(symbol).replace("-open", "")];
  // The halo takes the colour of the page around it.
  const edge = line?.color === HALO ? page : (line?.color ?? color);
  return `<path d="${outline}" fill="${open ? "none" : color}" style="stroke: ${edge}"/>`;
}

function band({ color }) {
  return `<path d="M0 0H24V10H0z" fill="${color}" opacity="0.3"/><path d="M0 5H24" stroke="${color}"/>`;
}

function stroke({ color, width, dash }) {
  const dashes = { dash: "6 3", dot: "2 2", longdash: "9 3", longdashdot: "8 3 2 3" }[dash] ?? "none";
  return `<path d="M0 5H24" stroke="${color}" stroke-width="${width + 0.4}" stroke-dasharray="${dashes}"/>`;
}
