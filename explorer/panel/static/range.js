// Axis ranges that do not jitter, since they come from all rows held, not those shown; and marks.

import { tick } from "./format.js";

const MARGIN = 0.06;
const HEADROOM = 0.25;
const WINDOW = 50;
const TICKS = 6;

/**
 * @param {number[]} extent lowest and highest value; empty when none
 * @param {boolean} log
 * @returns {[number, number]} in axis units, with a margin
 */
export function padded(extent, log) {
  if (!extent.length) return [-1, 1];
  const [low, high] = log ? extent.map(Math.log10) : extent;
  const span = high - low || Math.max(Math.abs(high), 1);
  return high === low ? [low - span / 2, high + span / 2] : [low - MARGIN * span, high + MARGIN * span];
}

/**
 * The range to show next: grows with headroom while rows come, is exact at the end.
 * @param {[number, number]|null} current
 * @param {number[]} extent @param {boolean} log
 * @param {boolean} live whether more rows will come
 */
export function nextRange(current, extent, log, live) {
  const wanted = padded(extent, log);
  if (!live || !current || !extent.length) return wanted;
  const [low, high] = current;
  if (wanted[0] >= low && wanted[1] <= high) {
    const roomy = high - low > 2.5 * (wanted[1] - wanted[0]);
    return roomy ? wanted : current;
  }
  const room = HEADROOM * (wanted[1] - wanted[0]);
  return [
    wanted[0] < low ? wanted[0] - room : low,
    wanted[1] > high ? wanted[1] + room : high,
  ];
}

/** The axis of a run of `length` steps, the same as in `style.py`. @param {number} length */
export function stepRange(length) {
  const margin = Math.max(0.5, 0.01 * length);
  return [1 - margin, length + margin];
}

/** The range shown while the viewer goes step by step: the last steps before the playhead. */
export function stepWindow(step) {
  const last = Math.max(step, WINDOW);
  return [last - WINDOW + 0.5, last + 0.5];
}

/** One extent of many. @param {number[][]} extents */
export function union(extents) {
  const all = extents.flat();
  return all.length ? [Math.min(...all), Math.max(...all)] : [];
}

/** The data's extent, widened by the predictions within limits. */
export function widened(data, predictions) {
  if (!data.length) return predictions;
  const [low, high] = data;
  const reach = high - low || 1;
  const [under = low, over = high] = predictions;
  return [
    Math.max(Math.min(low, under), low - reach),
    Math.min(Math.max(high, over), high + reach),
  ];
}

/** Whether two ranges are the same. */
export function same(one, other) {
  return Boolean(one && other && one[0] === other[0] && one[1] === other[1]);
}

/**
 * Where a linear axis is marked: at multiples of 1, 2 or 5 times a power of ten.
 * @param {[number, number]} range
 * @param {number} [finest] the least distance between two marks
 */
export function linearTicks([low, high], finest = 0) {
  const step = Math.max(finest, niceStep((high - low) / TICKS));
  const tickvals = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) tickvals.push(i * step);
  const largest = Math.max(Math.abs(low), Math.abs(high));
  return { tickmode: "array", tickvals, ticktext: tickvals.map((value) => tick(value, step, largest)) };
}

function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((first) => first * power >= least) ?? 10);
}

/**
 * Where a log axis is marked: 1, 2 and 5 of each decade, or whole decades where there are many.
 * @param {[number, number]} range in powers of ten
 */
export function logTicks([low, high]) {
  const many = high - low > 2.5;
  const every = Math.ceil((high - low) / 6);
  const tickvals = [];
  for (let power = Math.floor(low); power <= high; power++) {
    if (many && power % every) continue;
    for (const first of many ? [1] : [1, 2, 5]) tickvals.push(first * 10 ** power);
  }
  return { tickmode: "array", tickvals, ticktext: tickvals.map(decimal) };
}

function decimal(value) {
  const power = Math.round(Math.log10(value));
  return value < 1e-3 || value >= 1e5 ? `10<sup>${power}</sup>` : String(Number(value.toPrecision(1)));
}
