// Reduces a long line to about two points a pixel: the lowest and the highest value of every
// bucket, so that spikes survive. Full buckets are reduced once and kept.

/** Reductions of one growing column, one per bucket size. */
export class Envelopes {
  /** @param {{values: Float32Array, count: number}} column */
  constructor(column) {
    this.column = column;
    this.bySize = new Map();
  }

  /**
   * Points of the rows `first` to `last` (0-based, inclusive), about two a pixel at most.
   * @param {number} first @param {number} last
   * @param {number} perPixel rows that share a pixel
   * @returns {{x: number[], y: number[]}} steps and values; NaN where the line has a gap
   */
  points(first, last, perPixel) {
    const out = { x: [], y: [] };
    const end = Math.min(last, this.column.count - 1);
    const size = 2 ** Math.max(0, Math.ceil(Math.log2(Math.max(1, perPixel))));
    if (size === 1) this.#raw(Math.max(0, first), end, out);
    else this.#reduced(Math.max(0, first), end, size, out);
    return out;
  }

  #raw(first, last, out) {
    const { values } = this.column;
    for (let row = first; row <= last; row++) {
      out.x.push(row + 1);
      out.y.push(Number.isFinite(values[row]) ? values[row] : NaN);
    }
  }

  #reduced(first, last, size, out) {
    const kept = this.#kept(size);
    for (let bucket = Math.floor(first / size); bucket * size <= last; bucket++) {
      const full = (bucket + 1) * size - 1 <= last;
      const [low, high] = full
        ? [kept.low[bucket], kept.high[bucket]]
        : this.#extremes(bucket * size, last);
      this.#emit(bucket * size, low, high, out);
    }
  }

  #emit(start, low, high, out) {
    const { values } = this.column;
    if (low < 0) {
      out.x.push(start + 1);
      out.y.push(NaN);
      return;
    }
    const [one, other] = low <= high ? [low, high] : [high, low];
    out.x.push(one + 1);
    out.y.push(values[one]);
    if (other === one) return;
    out.x.push(other + 1);
    out.y.push(values[other]);
  }

  /** Rows of the extremes of all full buckets of this size. */
  #kept(size) {
    let kept = this.bySize.get(size);
    if (!kept) this.bySize.set(size, (kept = { low: [], high: [] }));
    for (let start = kept.low.length * size; start + size <= this.column.count; start += size) {
      const [low, high] = this.#extremes(start, start + size - 1);
      kept.low.push(low);
      kept.high.push(high);
    }
    return kept;
  }

  /** Rows of the lowest and highest finite value from `first` to `last`; -1 when none. */
  #extremes(first, last) {
    const { values } = this.column;
    let low = -1;
    let high = -1;
    for (let row = first; row <= last; row++) {
      if (!Number.isFinite(values[row])) continue;
      if (low < 0 || values[row] < values[low]) low = row;
      if (high < 0 || values[row] > values[high]) high = row;
    }
    return [low, high];
  }
}
