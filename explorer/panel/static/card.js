// A chart's elements, and the overlay on its plot area.

import { button, element, mark } from "./dom.js";
import { swatch } from "./legend.js";

/** The size of a mark, in pixels; `style.py` has the same. */
const MARK = 8;
/** Room for the label of an event, in pixels. */
const LABEL = 70;

/**
 * @param {HTMLElement} legend @param {HTMLElement} tools
 * @returns {object} the elements by their names; `node` holds them all
 */
export function chartCard(legend, tools) {
  const title = element("h3");
  const reset = button("Reset zoom", null, "reset");
  const smoother = button("smooth", null, "switch");
  const logSwitch = button("log y", null, "switch");
  const note = element("p", "note");
  const tag = element("span", "tag");
  const playhead = element("div", "playhead");
  const cursor = element("div", "cursor", [tag]);
  const now = element("div", "now");
  const eventMarks = element("div", "events");
  const handles = element("div", "handles");
  const overlay = element("div", "overlay", [eventMarks, playhead, now, cursor, handles]);
  const host = element("div", "host");
  const axes = element("canvas", "axes");
  const canvas = element("canvas", "lines");
  const bands = element("canvas", "bands");
  const empty = element("p", "empty");
  const plot = element("div", "plot", [bands, host, axes, canvas, overlay, empty]);
  const caption = element("figcaption", "", [title, tools, reset, smoother, logSwitch]);
  const node = element("figure", "chart", [caption, note, legend, plot]);
  mark(plot, "role", "img");
  reset.hidden = empty.hidden = true;
  return { node, title, note, reset, smoother, switch: logSwitch, tag, playhead, now, cursor, eventMarks, handles, overlay, host, axes, canvas, bands, empty, plot };
}

/** Put the line of an event at `x` pixels; by `left`, since labels must lie above all of the lines. */
export function placeEvent(node, x, width) {
  node.style.visibility = x >= 0 && x <= width ? "visible" : "hidden";
  node.style.left = `${x}px`;
  node.classList.toggle("left", x > width - LABEL);
}

/** A vertical line where a run was changed, and what was. Labels of neighbours stand in rows. */
export function eventMark({ letter, short, words }, index) {
  const label = element("span", "label", short);
  label.style.top = `${16 * (index % 3)}px`;
  const node = element("div", `event run-${letter}`, [label]);
  node.title = words;
  return node;
}

/** The mark of a curve at the playhead, as the legend shows it. @param {object} trace */
export function nowMark({ line, marker = { color: line.color, symbol: "circle", size: MARK } }) {
  const node = swatch({ marker, mode: "markers" });
  mark(node, "viewBox", "7 0 10 10");
  node.style.scale = String(marker.size / MARK);
  return node;
}

/**
 * Put a vertical line at `x` pixels, or hide it.
 * @param {HTMLElement} node @param {number|null} x @param {number} width of the plot area
 */
export function place(node, x, width) {
  const shown = x !== null && x >= 0 && x <= width;
  node.style.visibility = shown ? "visible" : "hidden";
  if (shown) node.style.transform = `translateX(${x}px)`;
}
