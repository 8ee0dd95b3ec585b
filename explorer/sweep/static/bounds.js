// The part of an axis that most runs need, where a few far ones would flatten all the rest.

/** The share of runs on either side that may lie outside. */
const TAIL = 0.2;
/** An axis is bounded where it would otherwise be so many times as long. */
const FLAT = 10;
const MARGIN = 0.06;

/**
 * @param {number[]} ends ascending @param {number[]} levels that must be in sight
 * @returns {[number, number]|null} null where all runs can be shown
 */
export function bounds(ends, levels) {
  if (!ends.length) return null;
  const cut = Math.min(Math.ceil(TAIL * ends.length), Math.floor((ends.length - 1) / 2));
  const core = [ends[cut], ends[ends.length - 1 - cut], ...levels];
  const [low, high] = [Math.min(...core), Math.max(...core)];
  const reach = high - low;
  const near = ends.filter((end) => end >= low - reach && end <= high + reach);
  const [from, to] = [Math.min(low, ...near), Math.max(high, ...near)];
  const whole = Math.max(to, ends.at(-1)) - Math.min(from, ends[0]);
  if (to === from || whole <= FLAT * (to - from)) return null;
  const margin = MARGIN * (to - from);
  return [from - margin, to + margin];
}
