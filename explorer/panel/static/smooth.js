// Smoothing: the exponential moving average of a column, divided by its weights' sum, so that it
// has no bias towards zero at the start. It looks only back: what is drawn does not change with
// what comes.

import { Envelopes } from "./reduce.js";
import { seen } from "./sources.js";

/** Share of the step axis that an average covers. */
const SHARE = 0.02;

/** How many steps it covers: N in α = 2 / (N + 1). @param {number} steps of the axis */
export function span(steps) {
  return Math.max(2, Math.round(SHARE * steps));
}

/**
 * What a smoothed line has in place of the raw one's.
 * @param {import("./telemetry.js").Run} run @param {string} name of the column
 * @param {number} steps that the average covers
 */
export function smoothed(run, name, steps) {
  let held = null;
  const column = () => {
    const raw = run.columns.get(name);
    if (held?.raw !== raw) held = raw ? new Average(raw, steps) : null;
    held?.catchUp();
    return held;
  };
  const at = (step) => (step >= 1 ? column()?.values[step - 1] : undefined);
  const latest = (step) => Math.min(step, run.rows);
  return {
    points: (view) => seen(column(), view),
    value: (step) => at(latest(step)),
    now: (step) => ({ x: latest(step), y: at(latest(step)) }),
  };
}

/** The average of a growing column; a column itself. */
class Average {
  /** @param {import("./telemetry.js").Column} raw @param {number} steps */
  constructor(raw, steps) {
    this.raw = raw;
    this.share = 2 / (steps + 1);
    this.sum = this.weight = this.count = 0;
    this.values = new Float32Array(raw.values.length);
    this.envelopes = new Envelopes(this);
  }

  /** Take in the new rows; one that is not finite leaves a gap. */
  catchUp() {
    for (; this.count < this.raw.count; this.count++) {
      const value = this.raw.values[this.count];
      if (Number.isFinite(value)) {
        this.sum += this.share * (value - this.sum);
        this.weight += this.share * (1 - this.weight);
      }
      this.values[this.count] = Number.isFinite(value) ? this.sum / this.weight : NaN;
    }
  }
}
