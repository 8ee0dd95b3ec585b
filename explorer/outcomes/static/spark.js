// A run as a line of a few pixels: how far each loss parameter went from its start.

const WIDTH = 100;
const HEIGHT = 40;
const EDGE = 3;
// The least span of values that the picture shows, so that a small move looks small.
const LEAST_SPAN = 0.5;

/**
 * @param {{initial: number, points: [number, number][]}[]} curves
 * @param {number} steps
 * @returns {string} SVG; stretched by CSS, so its lines must not scale
 */
export function spark(curves, steps) {
  const moves = curves.map(({ initial, points }) =>
    points.map(([step, value]) => [step, value - initial]),
  );
  const heights = moves.flat().map(([, move]) => move);
  let low = Math.min(0, ...heights);
  let high = Math.max(0, ...heights);
  const missing = LEAST_SPAN - (high - low);
  if (missing > 0) {
    low -= missing / 2;
    high += missing / 2;
  }
  const x = (step) => ((step / steps) * WIDTH).toFixed(2);
  const y = (move) => (EDGE + ((high - move) / (high - low)) * (HEIGHT - 2 * EDGE)).toFixed(2);
  const lines = moves
    .map((points) => points.map(([step, move]) => `${x(step)} ${y(move)}`).join("L"))
    .map((points, i) => (points ? `<path class="value n${i}" d="M${points}"/>` : ""));
  return (
    `<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" ` +
    `aria-hidden="true"><path class="start" d="M0 ${y(0)}H${WIDTH}"/>${lines.join("")}</svg>`
  );
}
