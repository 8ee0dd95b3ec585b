// The data behind a trace's `meta`: the points to draw, their extent, the value to read.

import { number, readingOf, whole } from "./format.js";
import { dataPoints, drawn, mean, reach, truths } from "./pictures.js";
import { AT_BOUND, noLandscape, noValue } from "./wording.js";

/**
 * @typedef {Object} View the part of the step axis that a chart shows
 * @property {number} from @property {number} to ends of the x axis
 * @property {number} step playhead
 * @property {number} width pixels of the plot area
 *
 * @typedef {Object} Source
 * @property {(view: View) => {x: ArrayLike<number>, y: ArrayLike<number>}} points
 * @property {(log: boolean, window?: [number, number]) => number[]} extent lowest and highest y
 *   held, of the steps in the window where there is one; empty when none
 * @property {() => number[]} [across] lowest and highest x held; empty when none
 * @property {(step: number) => number|undefined} [value] what the legend shows
 * @property {(step: number) => {x: number, y: number}|undefined} [now] where its curve is at a step
 * @property {() => boolean} [readable] whether the value has a reading in other units
 * @property {(step: number) => string} [note] words in place of a value
 * @property {(step: number) => string} [instead] words where there is no value
 * @property {() => string} [missing] why there is nothing to draw
 * @property {(step: number) => string|number} [version] changes when the points do
 */

// Times the median: once a diverging run stays beyond this, its axis no longer follows it.
const FAR = 5;
// Times the training loss's span: how far validation widens a linear axis.
const WIDER = 5;
// Marks along one line.
const MARKS = 7;
const NONE = { x: [], y: [] };

/**
 * @param {object} meta of a trace
 * @param {import("./telemetry.js").Run[]} runs
 * @returns {Source}
 */
export function sourceOf(meta, runs) {
  if (meta.source === "rows") return rows(runs[meta.run], meta);
  if (meta.source === "snapshots") return looks(runs[meta.run], meta);
  if (meta.source === "view") return prediction(runs[meta.run], meta);
  if (meta.source === "landscape") return LANDSCAPES[meta.column](runs[meta.run], meta);
  if (meta.source === "constant") return constant(meta);
  return meta.points === "identity" ? identity(runs, meta) : data(runs, meta);
}

function rows(run, { column: name, marks }) {
  const column = () => run.columns.get(name);
  if (marks !== undefined) return { points: (view) => marked(run, name, marks, view), extent: () => [] };
  return {
    points: (view) => seen(column(), view),
    extent: (log, window) => (column() ? extentOf(run, column(), log, window) : []),
    band: () => bandOf(run, name),
    value: (step) => run.at(name, Math.min(step, run.rows)),
    now: (step) => ({ x: Math.min(step, run.rows), y: run.at(name, Math.min(step, run.rows)) }),
    beyond: (step) => isBeyond(column()?.tame, run.at(name, Math.min(step, run.rows))),
    missing: () => (column() && column().low <= column().high ? "" : noValue(run, name)),
    readable: () => run.about?.reads_as_is ?? false,
  };
}

/**
 * The part of a column that a chart shows.
 * @param {{envelopes: import("./reduce.js").Envelopes}|null|undefined} column @param {View} view
 */
export function seen(column, { from, to, step, width }) {
  const first = Math.floor(from) - 2;
  const last = Math.min(step, Math.ceil(to) + 1) - 1;
  return column?.envelopes.points(first, last, (to - from) / width) ?? NONE;
}

/** Where the column goes with other seeds: `x`, `low`, `median`, `high`; null where unknown. */
function bandOf({ bands }, name) {
  const band = bands?.columns[name];
  return band ? { x: bands.x, ...band } : null;
}

/** A few points of a column, evenly spaced over what the chart shows. */
function marked(run, name, phase, { from, to, step }) {
  const points = { x: [], y: [] };
  for (let i = 0; i < MARKS; i++) {
    const at = Math.round(from + ((i + phase) / MARKS) * (to - from));
    const value = at <= step ? run.at(name, at) : undefined;
    if (!Number.isFinite(value)) continue;
    points.x.push(at);
    points.y.push(value);
  }
  return points;
}

/** A run that diverged ends far away; a linear axis shows it only until it leaves. */
function extentOf(run, column, log, window) {
  const { low, high, count } = column;
  if (window) return ends(column.values.subarray(Math.max(0, Math.floor(window[0]) - 1), Math.min(count, window[1])));
  if (low > high) return [];
  if (log || run.end?.type !== "diverged") return [low, high];
  column.tame ??= tame(column.values.subarray(0, count));
  return column.tame;
}

function tame(values) {
  const sizes = values.map(Math.abs).filter(Number.isFinite).sort();
  const bound = FAR * sizes[sizes.length >> 1];
  const last = values.findLastIndex((value) => Math.abs(value) <= bound);
  return ends(values.subarray(0, last + 1));
}

/** Whether a value lies where the linear axis of a run that diverged does not reach. */
function isBeyond(tame, value) {
  return Boolean(tame?.length) && (value < tame[0] || value > tame[1]);
}

/** What was measured at each snapshot: the validation loss, or a score. */
function looks(run, { column, score = 0 }) {
  const place = column === "score" ? 1 + score : 0;
  const upTo = (step) => run.snapshotAt(step) + 1;
  const value = (snapshot) => snapshot[place];
  return {
    points: ({ step }) => ({
      x: run.snapshotSteps.slice(0, upTo(step)),
      y: run.snapshots.slice(0, upTo(step)).map(value),
    }),
    // If the training loss leaves a linear axis, so may validation.
    extent(log, window) {
      if (window) return ends(run.snapshots.slice(...placesOf(run.snapshotSteps, window)).map(value));
      const all = ends(run.snapshots.map(value));
      if (log || column !== "validation") return all;
      return run.end?.type === "diverged" ? [] : within(all, run.columns.get("loss"));
    },
    value: (step) => run.snapshots[run.snapshotAt(step)]?.[place],
    now(step) {
      const at = run.snapshotAt(step);
      return at < 0 ? undefined : { x: run.snapshotSteps[at], y: value(run.snapshots[at]) };
    },
  };
}

/** The part of a line seen in a window: from the last place before it to its end. */
function placesOf(steps, [from, to]) {
  const first = steps.findLastIndex((step) => step <= from);
  const end = steps.findIndex((step) => step > to);
  return [Math.max(0, first), end < 0 ? steps.length : end];
}

/** Validation may widen the axis of the training loss only so far. */
function within([low, high], training) {
  if (low === undefined) return [];
  if (!training || training.low > training.high) return [low, high];
  const room = WIDER * (training.high - training.low);
  return [Math.max(low, training.low - room), Math.min(high, training.high + room)];
}

function prediction(run, meta) {
  const snapshot = (step) => run.snapshots[run.snapshotAt(step)];
  const view = () => run.about?.view;
  const last = () => {
    const newest = run.snapshots.at(-1);
    return view() && newest ? reach(view(), newest, meta) : NONE;
  };
  const shown = (step) => {
    const points = drawn(view(), snapshot(step), meta);
    return meta.column === "band" ? edge(run, points, meta, run.snapshotSteps[run.snapshotAt(step)]) : points;
  };
  return {
    points: ({ step }) => (view() && snapshot(step) ? shown(step) : NONE),
    extent: () => ends(last().y),
    across: () => ends(last().x),
    note(step, range) {
      const at = run.snapshotAt(step);
      if (at < 0) return "";
      if (meta.column === "band") return "";
      if (meta.column === "wrong") return `${whole(this.points({ step }).y.length)} of ${whole(pointsOf(view()))}`;
      if (meta.column === "own") return `mean ${number(mean(this.points({ step }).y))}`;
      const lost = meta.column === "prediction" && range ? outside(this.points({ step }).y, range, meta) : "";
      return `at step ${whole(run.snapshotSteps[at])}${lost}`;
    },
    version: (step) => run.snapshotAt(step),
  };
}

function pointsOf({ train, validation }) {
  return train.classes.length + validation.classes.length;
}

/** What is drawn of the landscape, by column; nothing until it has arrived. */
const LANDSCAPES = {
  shape: (run, meta) => surveyed(run, meta, (land, at) => land.curve(at, meta.line), shapeEnds),
  marks: (run, meta) => surveyed(run, meta, (land, at) => land.samples(at, meta.line), shapeEnds),
  slice: (run, meta) => surveyed(run, meta, (land, at) => land.slice(at, meta.parameter), sliceEnds),
  place: (run, meta) => ({
    ...following(run, meta, (land, at, now) => land.place(at, meta.parameter, now)),
    value: (step) => run.at(`${meta.parameter}.value`, Math.min(step, run.rows)),
    readable: () => run.about?.reads_as_is ?? false,
    note: undefined,
  }),
  pull: (run, meta) =>
    following(run, meta, (land, at, now) => land.pull(at, meta.parameter, now, climbs(run, meta, at))),
  optimum,
};

function surveyed(run, meta, draw, limits) {
  const at = (step) => (meta.start ? 0 : Math.min(run.snapshotAt(step), run.landscape.steps.length - 1));
  const valueAt = (step) => run.at(`${meta.parameter}.value`, step);
  return {
    points({ step }) {
      if (!run.landscape || run.snapshotAt(step) < 0) return NONE;
      const place = at(step);
      return draw(run.landscape, place, valueAt(Math.min(step, run.rows)));
    },
    extent: () => (run.landscape ? limits(run.landscape, meta, valueAt).y : []),
    across: () => (run.landscape ? limits(run.landscape, meta, valueAt).x : []),
    note: () => noLandscape(run).toLowerCase(),
    missing: () => noLandscape(run),
    version: (step) => (run.landscape ? run.snapshotAt(step) : ""),
  };
}

/** What stands on a slice where the parameter is now, also between two snapshots. */
function following(run, meta, draw) {
  return { ...surveyed(run, meta, draw, sliceEnds), version: (step) => (run.landscape ? step : "") };
}

/** Whether the optimizer was handed the negated gradient. */
function climbs(run, { parameter }, at) {
  const step = run.landscape.steps[at];
  return run.at(`${parameter}.grad_available`, step) * run.at(`${parameter}.grad_delivered`, step) < 0;
}

function shapeEnds(land) {
  return { x: ends(land.x), y: land.shapeExtent() };
}

function sliceEnds(land, { parameter }, valueAt) {
  return { x: ends(land.at[parameter]), y: land.sliceExtent(parameter, valueAt) };
}

function optimum(run, { parameter }) {
  const upTo = (step) => run.landscape?.optimum(parameter, step) ?? NONE;
  const latest = (step) => upTo(step).y.at(-1);
  return {
    points: ({ step }) => ({ x: upTo(step).x, y: upTo(step).y.map((y) => (Number.isFinite(y) ? y : NaN)) }),
    // A distant optimum would flatten the few steps of a window.
    extent: (log, window) => (window ? [] : ends(upTo(Infinity).y)),
    now: (step) => ({ x: upTo(step).x.at(-1), y: latest(step) }),
    value: (step) => (Number.isFinite(latest(step)) ? latest(step) : undefined),
    instead: (step) => AT_BOUND[latest(step)] ?? "",
    readable: () => run.about?.reads_as_is ?? false,
    version: () => (run.landscape ? "surveyed" : ""),
  };
}

function constant({ value, steps }) {
  return {
    points: () => ({ x: [1, steps], y: [value, value] }),
    extent: (log, window) => (window ? [] : [value, value]),
    value: () => value,
    readable: () => true,
  };
}

/** The prediction shifted by the noise's width, as the loss reads it at that step. */
function edge(run, { x, y }, { parameter, reading, sign }, step) {
  if (!run.about.reads_as_is) return NONE;
  const width = sign * readingOf(run.at(`${parameter}.value`, step), reading);
  return { x, y: Array.from(y, (value) => value + width) };
}

/** What a range leaves out of a prediction: a fit that leaves the axes must not look absent. */
function outside(values, { y: [from, to] }, { points }) {
  const beyond = values.filter((value) => !(value >= from && value <= to));
  if (!beyond.length) return "";
  if (points) return `, ${whole(beyond.length)} beyond the axis`;
  const [low, high] = ends(values);
  return low === undefined ? ", not finite" : `, reaches ${number(low)} … ${number(high)}`;
}

/** All runs of a comparison share their data; the first run that has it provides it. */
function viewOf(runs) {
  return runs.find((run) => run.about?.view)?.about.view;
}

function data(runs, meta) {
  const held = () => (viewOf(runs) ? dataPoints(viewOf(runs), meta) : NONE);
  return {
    note: () => (meta.class === undefined ? "" : "open: validation"),
    points: held,
    extent: () => ends(held().y),
    across: () => ends(held().x),
    version: () => held().y.length,
  };
}

function identity(runs, meta) {
  const span = () => (viewOf(runs) ? ends(truths(viewOf(runs), meta)) : []);
  return {
    points: () => ({ x: span(), y: span() }),
    extent: span,
    across: span,
    version: () => span().length,
  };
}

function ends(values) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [];
}
