// Numbers and words as the panel shows them.

const MINUS = "\u2212";

/**
 * A number in at most seven characters or so, with a width that does not jump.
 * @param {number} value
 * @returns {string}
 */
export function number(value) {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  const size = Math.abs(value);
  if (size !== 0 && (size < 5e-4 || size >= 1e5)) return exponential(value);
  const digits = size < 10 ? 3 : size < 100 ? 2 : size < 1000 ? 1 : 0;
  return value
    .toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .replace("-", MINUS);
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

function exponential(value) {
  const [mantissa, exponent] = value.toExponential(1).split("e");
  return `${mantissa}e${exponent.replace("+", "")}`.replaceAll("-", MINUS);
}
