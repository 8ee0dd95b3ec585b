// Draws a chart's axes on a canvas, as Plotly would, until Plotly.js has been loaded.

import { toX, toY } from "./draw.js";

const TITLE = 1.2;
const SUPERSCRIPT = 0.7;
const GAP = 5;

/**
 * @param {HTMLCanvasElement} canvas over the whole chart
 * @param {object} layout a whole Plotly layout, with ranges, `tickvals`, `ticktext` and colours
 */
export function drawAxes(canvas, layout) {
  const { margin, width, height, font } = layout;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  context.translate(margin.l, margin.t);
  const plot = {
    x: layout.xaxis.range,
    y: layout.yaxis.range,
    log: layout.yaxis.type === "log",
    width: width - margin.l - margin.r,
    height: height - margin.t - margin.b,
  };
  context.lineWidth = 1;
  drawGrid(context, layout, plot);
  drawLabels(context, layout, plot);
  drawTitles(context, layout, plot, font);
}

function drawGrid(context, { xaxis, yaxis }, plot) {
  for (const value of xaxis.tickvals) line(context, xaxis.gridcolor, toX(value, plot), 0, 0, plot.height);
  for (const value of yaxis.tickvals) {
    const zero = yaxis.zeroline && value === 0 && !plot.log;
    line(context, zero ? yaxis.zerolinecolor : yaxis.gridcolor, 0, toY(value, plot), plot.width, 0);
  }
}

/** A line from `x`, `y` over `right` and `down` pixels, sharp on the pixels. */
function line(context, color, x, y, right, down) {
  const [left, top] = [Math.floor(x) + 0.5, Math.floor(y) + 0.5];
  context.strokeStyle = color;
  context.beginPath();
  context.moveTo(left, top);
  context.lineTo(left + right, top + down);
  context.stroke();
}

function drawLabels(context, { xaxis, yaxis, font }, plot) {
  const put = (axis, i, x, y, align, baseline) => {
    context.fillStyle = axis.tickfont?.color ?? font.color;
    context.textBaseline = baseline;
    label(context, axis.ticktext[i], x, y, align, font);
  };
  xaxis.tickvals.forEach((value, i) => {
    const x = toX(value, plot);
    if (x >= 0 && x <= plot.width) put(xaxis, i, x, plot.height + GAP, "center", "top");
  });
  yaxis.tickvals.forEach((value, i) => {
    const y = toY(value, plot);
    if (y >= 0 && y <= plot.height) put(yaxis, i, -GAP, y, "right", "middle");
  });
}

/** A tick's text, which may end in a superscript: 10<sup>5</sup>. */
function label(context, text, x, y, align, font) {
  const [base, power = ""] = String(text).replace("</sup>", "").split("<sup>");
  const small = `${SUPERSCRIPT * font.size}px ${font.family}`;
  const plain = `${font.size}px ${font.family}`;
  context.font = small;
  const raised = context.measureText(power).width;
  context.font = plain;
  const whole = context.measureText(base).width + raised;
  const left = align === "center" ? x - whole / 2 : x - whole;
  context.textAlign = "left";
  context.fillText(base, left, y);
  context.font = small;
  context.fillText(power, left + whole - raised, y - font.size / 3);
}

function drawTitles(context, { xaxis, yaxis, margin, font }, plot) {
  const size = TITLE * font.size;
  context.font = `${size}px ${font.family}`;
  context.fillStyle = font.color;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.fillText(xaxis.title.text, plot.width / 2, plot.height + margin.b - 10);
  context.save();
  context.translate(-margin.l + size, plot.height / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(yaxis.title.text, 0, 0);
  context.restore();
}
