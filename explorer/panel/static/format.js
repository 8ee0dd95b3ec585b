// Numbers and words as the panel shows them.

const MINUS = "\u2212";
/** Numbers below SMALL, and from LARGE on, are shown with a power of ten. */
const SMALL = 5e-4;
const LARGE = 1e5;

/**
 * A number in at most seven characters or so, with a width that does not jump.
 * @param {number} value
 * @returns {string}
 */
export function number(value) {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  if (value === 0) return "0.000"; // also for −0
  const size = Math.abs(value);
  if (size < SMALL || size >= LARGE) return exponential(value);
  const digits = size < 10 ? 3 : size < 100 ? 2 : size < 1000 ? 1 : 0;
  return decimal(value, digits);
}

/**
 * A value on an axis with marks `step` apart, in as few digits as distinguish them.
 * @param {number} value @param {number} step @param {number} largest size on the axis
 */
export function tick(value, step, largest) {
  if (value === 0) return "0";
  const places = Math.floor(Math.log10(step) + 1e-9);
  if (largest < LARGE && step >= SMALL) return decimal(value, Math.max(0, -places));
  return exponential(value, Math.max(0, Math.floor(Math.log10(Math.abs(value)) + 1e-9) - places));
}

/** @param {number} seconds that passed; clocks may differ by a little */
export function duration(seconds) {
  return `${Math.max(0, seconds).toFixed(1)} s`;
}

/** @param {number} value @returns {string} with its sign, also when positive */
export function signed(value) {
  return value > 0 ? `+${number(value)}` : number(value);
}

/** @param {number} value @returns {string} a whole number with thousands marked */
export function whole(value) {
  return Math.round(value).toLocaleString("en-US");
}

const MAPS = {
  exp: Math.exp,
  softplus: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  identity: (z) => z,
};

/**
 * A value, with its reading in the units people think in (`Reading` of catalogue.py).
 * @param {number} value
 * @param {{symbol: string, map: string, scale: number, shift: number, factor: number,
 *   offset: number}} [reading]
 */
export function withReading(value, reading) {
  const text = number(value);
  return reading ? `${text} (${reading.symbol} ${number(readingOf(value, reading))})` : text;
}

/** The reading alone. */
export function readingOf(value, { map, scale, shift, factor, offset }) {
  return offset + factor * MAPS[map](scale * value + shift);
}

function decimal(value, digits) {
  return value
    .toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .replace("-", MINUS);
}

function exponential(value, digits = 1) {
  const [mantissa, exponent] = value.toExponential(digits).split("e");
  return `${mantissa}e${exponent.replace("+", "")}`.replaceAll("-", MINUS);
}
