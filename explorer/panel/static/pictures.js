// What the fit charts draw from one snapshot; `picture.py` says what a snapshot holds.

import { contours } from "./contours.js";

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

/** @returns {{x: ArrayLike<number>, y: ArrayLike<number>}} points that stay: the data */
export function dataPoints(view, { points, target = 0, class: only }) {
  const held = view[points];
  if (!held.x) return NONE;
  if (only === undefined) return { x: held.x, y: held.targets[target] };
  const own = (_, i) => held.classes[i] === only;
  return { x: held.x.filter(own), y: held.y.filter(own) };
}

/** @returns {number[]} everything that may stand on the axes of predicted against true */
export function truths(view, { target = 0 }) {
  return [...view.train.targets[target], ...view.validation.targets[target]];
}

/** @returns {{x: number[], y: number[]}} values that the axes must hold besides the data */
export function reach(view, values) {
  // The plane is as large as the axes that its points have, and a probability is from 0 to 1.
  if (view.kind === "boundary") return NONE;
  if (view.kind === "classes") return { x: [-0.5, view.outputs - 0.5], y: [0, 1] };
  return { x: [], y: values };
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

  boundary(view, values, { column, level }) {
    return column === "wrong" ? wrong(view, values) : contours(values, view.columns, view.rows, level);
  },

  classes({ validation: { classes } }, values, { column, offset }) {
    return column === "mean" ? means(classes, values, offset) : strip(classes, values, offset);
  },
};

/** The points whose class is not the one that the nearest point of the grid is given. */
function wrong({ columns, rows, train, validation }, values) {
  const out = { x: [], y: [] };
  for (const { x, y, classes } of [train, validation]) {
    classes.forEach((own, i) => {
      const at = nearest(rows, y[i]) * columns.length + nearest(columns, x[i]);
      if (Math.floor(values[at]) === own) return;
      out.x.push(x[i]);
      out.y.push(y[i]);
    });
  }
  return out;
}

/** Which of evenly spaced ticks is nearest. */
function nearest(ticks, at) {
  const place = Math.round(((at - ticks[0]) / (ticks.at(-1) - ticks[0])) * (ticks.length - 1));
  return Math.max(0, Math.min(ticks.length - 1, place));
}

/** @param {ArrayLike<number>} values */
export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Every sample at its class, spread a little by its place so that it stays where it is. */
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
