// The loss around each state of a run, and what the charts draw of it at one snapshot.
// `records/landscape.py` documents the arrays.

const NONE = { x: [], y: [] };
const TAME = 3;
/** Share of the snapshots, from the first, that the axis of a slice may leave out. */
const EARLY = 0.1;
/** How far a pull is drawn at most, as a share of the slice's width, and in how many parts. */
const STEP = 0.1;
const PARTS = 16;

/** One run's landscape. */
export class Landscape {
  /** @param {object} packed of the `landscape` message */
  constructor(packed) {
    this.steps = packed.steps;
    this.x = unpack(packed.x);
    this.shape = rows(packed.shape);
    this.marks = rows(packed.marks);
    this.at = each(packed.at, unpack);
    this.slices = each(packed.slices, rows);
    this.optima = each(packed.optima, unpack);
  }

  /** The loss of one sample against its residual or margin. */
  curve(at, line) {
    return { x: this.x, y: part(this.shape[at], line, this.x.length) };
  }

  /** Some training samples, placed on that curve. */
  samples(at, line) {
    const { y } = this.curve(at, line);
    const count = this.marks[at].length / (this.shape[at].length / this.x.length);
    const x = part(this.marks[at], line, count);
    return { x, y: x.map((value) => between(this.x, y, value)) };
  }

  /** The training loss against a parameter. */
  slice(at, name) {
    return { x: this.at[name], y: this.slices[name][at] };
  }

  /** The parameter's place on its slice. */
  place(at, name, value) {
    return { x: [value], y: [between(this.at[name], this.slices[name][at], value)] };
  }

  /**
   * A short way from there along the slice, in the direction of the gradient's pull: downhill, and
   * no farther than the bottom.
   * @param {boolean} climbs whether the optimizer is handed the negated gradient
   */
  pull(at, name, value, climbs) {
    const { x, y } = this.slice(at, name);
    const reach = STEP * (x.at(-1) - x[0]);
    const height = (to) => between(x, y, to) * (climbs ? -1 : 1);
    const slope = height(value + reach / PARTS) - height(value - reach / PARTS);
    const stride = (-Math.sign(slope) * reach) / PARTS;
    const way = [value];
    while (stride && way.length <= PARTS && height(way.at(-1) + stride) < height(way.at(-1))) {
      way.push(way.at(-1) + stride);
    }
    return way.length > 1 ? { x: way, y: way.map((to) => between(x, y, to)) } : NONE;
  }

  /** The optimum given the predictions, up to a step; infinite where it lies at a bound. */
  optimum(name, step) {
    const found = { x: [], y: [] };
    this.steps.forEach((at, i) => {
      const value = this.optima[name]?.[i];
      if (at > step || value === undefined || Number.isNaN(value)) return;
      found.x.push(at);
      found.y.push(value);
    });
    return found;
  }

  /** The y range of the shape at every step; steep curves may leave it. */
  shapeExtent() {
    this.tame ??= this.#tame();
    return this.tame;
  }

  #tame() {
    const spans = this.shape.map((values) => ends(values)).filter((span) => span.length);
    if (!spans.length) return [];
    const low = Math.min(...spans.map(([least]) => least));
    const highs = spans.map(([, most]) => most).sort((a, b) => a - b);
    const usual = highs[highs.length >> 1];
    return [low, Math.min(highs.at(-1), low + TAME * (usual - low))];
  }

  /** The same for a slice: the losses that the run had, and as much around them. */
  sliceExtent(name, valueAt) {
    const stood = this.steps.map((step, i) => this.place(i, name, valueAt(step)).y[0]);
    // The high losses of the first steps would flatten the rest.
    const extent = ends(stood.slice(Math.floor(stood.length * EARLY)));
    if (!extent.length) return [];
    const last = Array.from(this.slices[name].at(-1)).filter(Number.isFinite).sort((a, b) => a - b);
    const bowl = last.length ? last[Math.floor(0.7 * last.length)] - last[0] : 0;
    const room = Math.max(0.25 * (extent[1] - extent[0]), 0.5 * bowl, 1e-6);
    // No lower than the slices go: there is nothing to see below a minimum.
    const least = Math.min(...this.slices[name].map((values) => ends(values)[0] ?? Infinity));
    return [Math.max(extent[0] - room, least), extent[1] + room];
  }
}

function unpack({ data }) {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

/** A row for each snapshot. */
function rows(packed) {
  const values = unpack(packed);
  const [count] = packed.shape;
  const size = count ? values.length / count : 0;
  return Array.from({ length: count }, (_, i) => values.subarray(i * size, (i + 1) * size));
}

function each(packed, read) {
  return Object.fromEntries(Object.entries(packed).map(([name, value]) => [name, read(value)]));
}

function part(values, index, size) {
  return values.subarray(index * size, (index + 1) * size);
}

/** y at `to`, between the points of an even grid; NaN beyond it. */
function between(x, y, to) {
  const place = ((to - x[0]) / (x.at(-1) - x[0])) * (x.length - 1);
  const low = Math.min(Math.floor(place), x.length - 2);
  if (!(place >= 0 && place <= x.length - 1)) return NaN;
  return y[low] + (place - low) * (y[low + 1] - y[low]);
}

function ends(values) {
  const finite = Array.from(values).filter(Number.isFinite);
  return finite.length ? [Math.min(...finite), Math.max(...finite)] : [];
}
