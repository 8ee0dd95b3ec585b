// A chart's elements, and the overlay on its plot area.

import { button, element, mark } from "./dom.js";
import { HALO } from "./legend.js";

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

/** A vertical line where a run was changed, and what was. Labels of neighbours stand in rows. */
export function eventMark({ letter, short, words }, index) {
  const label = element("span", "label", short);
  label.style.top = `${16 * (index % 3)}px`;
  const node = element("div", `event run-${letter}`, [label]);
  node.title = words;
  return node;
}

/** A dot for a curve at the playhead, in the shape that the legend gives it. @param {object} trace */
export function nowDot({ line, marker }) {
  const node = element("i", marker?.symbol ?? "circle");
  const open = marker?.color === HALO;
  node.style.background = open ? "var(--page)" : (marker?.color ?? line.color);
  if (open) node.style.borderColor = marker.line.color;
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
