// What the browser holds of one run: its columns, snapshots, chain and end.

import { Landscape } from "./landscape.js";
import { Envelopes } from "./reduce.js";

/** One telemetry column, growing at its end, with its finite extent. */
export class Column {
  /** @param {number} capacity */
  constructor(capacity) {
    this.values = new Float32Array(capacity);
    this.count = 0;
    this.low = Infinity;
    this.high = -Infinity;
    this.envelopes = new Envelopes(this);
  }

  /** @param {number} value */
  push(value) {
    this.values[this.count++] = value;
    if (!Number.isFinite(value)) return;
    if (value < this.low) this.low = value;
    if (value > this.high) this.high = value;
  }
}

/** One run as the browser knows it. Owner of all that has arrived for it. */
export class Run {
  /**
   * @param {number} index place among the comparison's wirings
   * @param {number} planned how many steps it should take
   * @param {boolean} [raises] whether its wiring should raise: no room is kept for its charts
   */
  constructor(index, planned, raises = false) {
    this.index = index;
    this.planned = planned;
    this.raises = raises;
    this.state = null;
    /** Quantiles over several seeds, by column, at the steps `x`; null where there are none. */
    this.bands = null;
    this.clear(null);
  }

  /**
   * Take the `run` message; one repeated after a reconnect changes nothing. Rows that another
   * platform computed are dropped: their last bits may differ from those that will come.
   * @returns {boolean} whether rows were dropped
   */
  describe(message) {
    const { spec, columns, steps, platform } = message;
    const identity = JSON.stringify([spec, columns, steps, platform]);
    if (this.identity === identity) return false;
    const dropped = this.rows > 0;
    this.clear(message, identity);
    return dropped;
  }

  clear(message, identity = null) {
    this.identity = identity;
    this.about = message;
    this.steps = message?.steps ?? this.planned;
    this.rows = 0;
    this.columns = new Map(
      (message?.columns ?? []).map((name) => [name, new Column(message.steps)]),
    );
    this.snapshotSteps = [];
    this.snapshots = [];
    /** Of its segments, as far as they were measured. */
    this.chains = [];
    this.end = null;
    this.landscape = null;
    /** Whether nothing more will come. */
    this.complete = false;
  }

  /** @param {object|null} packed null where a run has no landscape */
  survey(packed) {
    this.landscape = packed ? new Landscape(packed) : null;
    this.complete = true;
  }

  /** @param {{x: number[], columns: Record<string, object>}|null} bands */
  take(bands) {
    this.bands = bands;
  }

  /** Its last step: the planned one, until it ended, perhaps earlier. */
  get length() {
    return this.end ? this.rows : this.steps;
  }

  /** Index of the segment that a step belongs to; its event takes effect after its step. */
  segmentAt(step) {
    const { segments = [] } = this.about ?? {};
    return Math.max(0, segments.findLastIndex(({ begun }) => begun < step));
  }

  /** Whether it ends with another wiring than it begins with. */
  get rewired() {
    const { segments = [] } = this.about ?? {};
    return segments.length > 1 && segments.at(-1).wiring !== segments[0].wiring;
  }

  get lastChain() {
    return this.chains.at(-1) ?? null;
  }

  get columnCount() {
    return this.columns.size;
  }

  /**
   * Append a frame.
   * @param {import("./frame.js").Frame} frame
   * @returns {boolean} false when it does not follow what is held
   */
  append(frame) {
    if (frame.firstRow !== this.rows || this.rows + frame.rowCount > this.steps) return false;
    const columns = [...this.columns.values()];
    for (let at = 0; at < frame.rows.length; ) {
      for (const column of columns) column.push(frame.rows[at++]);
    }
    this.rows += frame.rowCount;
    frame.snapshotSteps.forEach((step, i) => {
      if (step <= (this.snapshotSteps.at(-1) ?? 0)) return;
      this.snapshotSteps.push(step);
      this.snapshots.push(frame.snapshots[i]);
    });
    return true;
  }

  /**
   * A column's value at a step, or undefined where there is no such row.
   * @param {string} name @param {number} step
   */
  at(name, step) {
    return step >= 1 && step <= this.rows ? this.columns.get(name)?.values[step - 1] : undefined;
  }

  /** Index of the newest snapshot that is not after `step`, or -1. */
  snapshotAt(step) {
    let low = 0;
    let high = this.snapshotSteps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.snapshotSteps[middle] <= step) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
