// What the fit charts draw from one snapshot; `picture.py` documents its layout.

import { contours } from "./contours.js";
import { heat } from "./heat.js";

const NONE = { x: [], y: [] };
const JITTER = 0.13;
const BAR = 0.17;

/**
 * @param {object} view of the `run` message
 * @param {Float32Array} snapshot
 * @param {object} meta of the trace
 * @returns {{x: ArrayLike<number>, y: ArrayLike<number>}} the points of a trace
 */
export function drawn(view, snapshot, meta) {
  return PICTURES[view.kind](view, snapshot.subarray(1 + view.scores), meta);
}

/** @returns {{x: ArrayLike<number>, y: ArrayLike<number>}} the data points */
export function dataPoints(view, { points, target = 0, class: only }) {
  const held = view[points];
  if (!held.x) return NONE;
  if (only === undefined) return { x: held.x, y: held.targets[target] };
  const own = (_, i) => held.classes[i] === only;
  return { x: held.x.filter(own), y: held.y.filter(own) };
}

/** @returns {number[]} all values that the axes of predicted against true must hold */
export function truths(view, { target = 0 }) {
  return [...view.train.targets[target], ...view.validation.targets[target]];
}

/** @returns {{x: ArrayLike<number>, y: ArrayLike<number>}} what the axes must hold besides the data */
export function reach(view, snapshot, meta) {
  // The points already span the plane, and a probability is from 0 to 1.
  if (view.kind === "boundary") return NONE;
  if (view.kind === "classes") return { x: [-0.5, view.outputs - 0.5], y: [0, 1] };
  return { x: [], y: drawn(view, snapshot, meta).y };
}

const PICTURES = {
  curve({ input }, values, { target = 0 }) {
    return { x: input, y: values.subarray(target * input.length, (target + 1) * input.length) };
  },

  predicted_vs_true({ train, validation }, values, { target = 0, points }) {
    const [seen, held] = [train.targets[target], validation.targets[target]];
    const start = target * (seen.length + held.length);
    const middle = start + seen.length;
    return points === "train"
      ? { x: seen, y: values.subarray(start, middle) }
      : { x: held, y: values.subarray(middle, middle + held.length) };
  },

  boundary({ columns, rows, train, validation }, values, { column }) {
    if (column !== "wrong") return (column === "heat" ? heat : contours)(values, columns, rows);
    return wrong(train, validation, values.subarray(columns.length * rows.length));
  },

  classes({ validation: { classes } }, values, { column, offset }) {
    return column === "mean" ? means(classes, values, offset) : strip(classes, values, offset);
  },
};

/** The points assigned to a class not their own. */
function wrong(train, validation, marks) {
  const own = (_, i) => marks[i] === 1;
  return { x: [...train.x, ...validation.x].filter(own), y: [...train.y, ...validation.y].filter(own) };
}

/** @param {ArrayLike<number>} values */
export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Every sample at its class, jittered by its index so that it does not jump between steps. */
function strip(classes, values, offset) {
  const spread = (i) => JITTER * (2 * ((i * 0.6180339887) % 1) - 1);
  return { x: classes.map((k, i) => k + offset + spread(i)), y: values };
}

/** A short bar at each class's mean. */
function means(classes, values, offset) {
  const out = { x: [], y: [] };
  for (const k of [...new Set(classes)].sort((a, b) => a - b)) {
    const own = values.filter((_, i) => classes[i] === k);
    out.x.push(k + offset - BAR, k + offset + BAR, NaN);
    out.y.push(mean(own), mean(own), NaN);
  }
  return out;
}
