// What a trace's `meta` stands for: the points to draw, their extent, the value to read.

import { whole } from "./format.js";

/**
 * @typedef {Object} View what a chart shows of the step axis
 * @property {number} from @property {number} to ends of the x axis
 * @property {number} step playhead
 * @property {number} width pixels of the plot area
 *
 * @typedef {Object} Source
 * @property {(view: View) => {x: ArrayLike<number>, y: ArrayLike<number>}} points
 * @property {(log: boolean) => number[]} extent lowest and highest y held; empty when none
 * @property {() => number[]} [across] lowest and highest x held; empty when none
 * @property {(step: number) => number|undefined} [value] what the legend shows
 * @property {() => boolean} [readable] whether the value has a reading in other units
 * @property {(step: number) => string} [note] words in place of a value
 * @property {(step: number) => string|number} [version] changes when the points do
 */

// Times the median: from where a run that diverged stays beyond it, its axis does not follow.
const FAR = 5;
// Times the training loss's span: how far validation widens a linear axis.
const WIDER = 5;
const NONE = { x: [], y: [] };

/**
 * @param {object} meta of a trace
 * @param {import("./telemetry.js").Run[]} runs
 * @returns {Source}
 */
export function sourceOf(meta, runs) {
  if (meta.source === "rows") return rows(runs[meta.run], meta.column);
  if (meta.source === "snapshots") return validation(runs[meta.run]);
  if (meta.source === "view") return prediction(runs[meta.run], meta.points);
  return meta.points === "identity" ? identity(runs) : data(runs, meta.points);
}

function rows(run, name) {
  const column = () => run.columns.get(name);
  return {
    points({ from, to, step, width }) {
      const first = Math.floor(from) - 2;
      const last = Math.min(step, Math.ceil(to) + 1) - 1;
      return column()?.envelopes.points(first, last, (to - from) / width) ?? NONE;
    },
    extent: (log) => (column() ? extentOf(run, column(), log) : []),
    value: (step) => run.at(name, Math.min(step, run.rows)),
    readable: () => run.about?.reads_as_is ?? false,
  };
}

/** A run that diverged ends far away; a linear axis shows what came before, and it leaving. */
function extentOf(run, column, log) {
  const { low, high, count } = column;
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

function validation(run) {
  const upTo = (step) => run.snapshotAt(step) + 1;
  const loss = (snapshot) => snapshot[0];
  return {
    points: ({ step }) => ({
      x: run.snapshotSteps.slice(0, upTo(step)),
      y: run.snapshots.slice(0, upTo(step)).map(loss),
    }),
    // Where the training loss leaves a linear axis, validation does too.
    extent: (log) => {
      if (!log && run.end?.type === "diverged") return [];
      return within(ends(run.snapshots.map(loss)), log ? null : run.columns.get("loss"));
    },
    value: (step) => run.snapshots[run.snapshotAt(step)]?.[0],
  };
}

/** Validation may widen the axis of the training loss, but not drown it. */
function within([low, high], training) {
  if (low === undefined || !training || training.low > training.high) return low === undefined ? [] : [low, high];
  const room = WIDER * (training.high - training.low);
  return [Math.max(low, training.low - room), Math.min(high, training.high + room)];
}

function prediction(run, points) {
  const shown = (step) => run.snapshots[run.snapshotAt(step)];
  return {
    points({ step }) {
      const view = run.about?.view;
      const snapshot = shown(step);
      if (!view || !snapshot) return NONE;
      if (view.kind === "curve") return { x: view.input, y: snapshot.subarray(1) };
      const split = 1 + view.train.y.length;
      return points === "train"
        ? { x: view.train.y, y: snapshot.subarray(1, split) }
        : { x: view.validation.y, y: snapshot.subarray(split) };
    },
    extent: () => ends(run.snapshots.slice(-1).flatMap((snapshot) => [...snapshot.subarray(1)])),
    note(step, range) {
      const at = run.snapshotAt(step);
      if (at < 0) return "";
      const outside = range && points ? beyond(this.points({ step }).y, range.y) : 0;
      const lost = outside ? `, ${whole(outside)} beyond the axis` : "";
      return `at step ${whole(run.snapshotSteps[at])}${lost}`;
    },
    version: (step) => run.snapshotAt(step),
  };
}

/** How many of the values a range leaves out: a fit that runs away must not look like none. */
function beyond(values, [low, high]) {
  return values.reduce((count, value) => count + !(value >= low && value <= high), 0);
}

/** All runs of a comparison share their data; the first that tells it is asked. */
function viewOf(runs) {
  return runs.find((run) => run.about?.view)?.about.view;
}

function data(runs, points) {
  const held = () => viewOf(runs)?.[points] ?? NONE;
  return {
    points: () => (held().x ? held() : NONE),
    extent: () => ends(held().y),
    across: () => ends(held().x ?? []),
    version: () => held().y.length,
  };
}

function identity(runs) {
  const span = () => ends([...(viewOf(runs)?.train.y ?? []), ...(viewOf(runs)?.validation.y ?? [])]);
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
