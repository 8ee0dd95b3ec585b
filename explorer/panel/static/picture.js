// Pictures of charts for slides and papers: SVG made of Plotly's own, or PNG drawn from it. Always
// light; at the size of a slide.

import { whole } from "./format.js";
import { swatch } from "./legend.js";
import { FONT, escaped, line, round, shortened, widthOf, wrapped } from "./svg.js";
import { NO_CHARTS } from "./wording.js";

/**
 * @typedef {Object} About what stands around the charts
 * @property {string} title
 * @property {string[]} sentences one for each run, in their order
 * @property {string} link
 * @property {string} fingerprints
 * @property {string} versions
 */

const COLUMNS = 6;
const GAP = 14;
const INK = "#31333f";
const MUTED = "#5d5f69";
const EDGE = "#d5d9de";
const THEME = {
  "font.color": MUTED,
  "font.family": FONT,
  "xaxis.gridcolor": "#e9eaec",
  "yaxis.gridcolor": "#e9eaec",
  "yaxis.zerolinecolor": "#c6c8cd",
};
const MARGIN = { l: 66, r: 20, t: 8, b: 46 };
const PADDING = 12;
const LEGEND_ROW = 21;
const EVENT_ROW = 18;
const EVENT_ROWS = 3;
const ENTRY = 250;
// Where its name begins.
const NAME = 34;
const TEXT = { size: 13.5 };
// Above the axis of the steps.
const LEAST_PLOT = 112;
const SMALL = { size: 13, color: MUTED };
// Pixels of the PNG per unit of the SVG.
const RATIO = 2;
const WHOLE = { width: 1920, height: 1080, pad: 36, title: 30, sentence: 19 };
const ONE = { width: 960, height: 540, pad: 24, title: 21, sentence: 14.5 };

/**
 * A picture of one chart.
 * @param {object} plotly @param {import("./chart.js").Chart} chart @param {About} about
 * @param {"png"|"svg"} type
 * @returns {Promise<Blob>}
 */
export function chartPicture(plotly, chart, about, type) {
  return picture(plotly, [chart], about, type, ONE);
}

/**
 * A picture of all charts.
 * @param {object} plotly @param {import("./chart.js").Chart[]} charts @param {About} about
 * @param {"png"|"svg"} type
 * @returns {Promise<Blob>}
 */
export function comparisonPicture(plotly, charts, about, type) {
  return picture(plotly, charts, about, type, WHOLE);
}

async function picture(plotly, charts, about, type, sheet) {
  const { svg, height } = await drawn(plotly, charts, about, sheet);
  if (type === "svg") return new Blob([svg], { type: "image/svg+xml" });
  return raster(svg, sheet.width, height);
}

async function drawn(plotly, charts, about, sheet) {
  const { width, pad } = sheet;
  const head = header(about, charts, sheet);
  const foot = footer(about, sheet);
  const cards = placed(charts.filter((chart) => chart.range), width - 2 * pad).map(card);
  const rows = rowsOf(cards, sheet.height - head.height - foot.height);
  const parts = [];
  for (const each of cards) {
    const { top, height } = rows[each.row];
    parts.push(await drawnCard(plotly, each, { x: pad + each.x, y: head.height + top, height }));
  }
  if (!cards.length) parts.push(line(pad, head.height + 40, NO_CHARTS, { size: sheet.sentence, color: MUTED }));
  const body = rows.length ? rows.at(-1).top + rows.at(-1).height : 80;
  const height = head.height + body + foot.height;
  const inside = [head.svg, ...parts, `<g transform="translate(0 ${head.height + body})">${foot.svg}</g>`];
  return { svg: sheetOf(width, height, about.title, inside), height };
}

/** The rows of cards: they share the room, but none is lower than its plots need. */
function rowsOf(cards, room) {
  const count = 1 + Math.max(-1, ...cards.map(({ row }) => row));
  const even = Math.floor((room + GAP) / count) - GAP;
  const rows = [];
  for (let row = 0, top = 0; row < count; row++) {
    const needed = cards.filter((each) => each.row === row).map(({ above, figure }) => above + labelsOf(figure.events) + LEAST_PLOT + MARGIN.b);
    rows.push({ top, height: Math.max(even, ...needed) });
    top += rows[row].height + GAP;
  }
  return rows;
}

function sheetOf(width, height, title, parts) {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}"`,
    ` viewBox="0 0 ${width} ${height}" font-family="${escaped(FONT)}">`,
    `<title>${escaped(title)}</title><rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...parts,
    "</svg>",
  ].join("");
}

// ---- around the charts

function header({ title, sentences }, charts, { width, pad, title: size, sentence }) {
  const heading = { size, weight: 700 };
  const words = { size: sentence };
  const parts = [];
  let y = pad;
  const put = (x, text, style) => parts.push(line(x, (y += style.size * 1.36) - style.size * 0.36, text, style));
  for (const text of wrapped(title, width - 2 * pad, heading)) put(pad, text, heading);
  y += size / 4;
  sentences.forEach((text, run) => {
    const top = y;
    for (const part of wrapped(text, width - 2 * pad - 18, words)) put(pad + 18, part, words);
    const { color, dash } = lookOf(charts, run);
    const dashes = dash === "solid" ? "" : ' stroke-dasharray="7 4"';
    parts.push(`<path d="M${pad + 3} ${round(top + 2)}V${round(y - 2)}" stroke="${color}" stroke-width="5"${dashes}/>`);
    y += sentence / 3;
  });
  return { svg: parts.join(""), height: Math.ceil(y + sentence / 2) };
}

/** How a run's lines look. */
function lookOf(charts, run) {
  const own = charts.flatMap(({ lines }) => lines).find(({ trace }) => trace.meta.run === run && trace.line?.dash);
  return own?.trace.line ?? { color: EDGE, dash: "solid" };
}

function footer({ link, fingerprints, versions }, { width, pad }) {
  const room = width - 2 * pad;
  const facts = [fingerprints && `Fingerprint ${fingerprints}`, versions].filter(Boolean).join(" · ");
  const lines = wrapped(link, room, SMALL);
  const parts = lines.map((text, i) => line(pad, 24 + 18 * i, text, { ...SMALL, color: "#005a8d" }));
  const linked = `<a href="${escaped(link)}">${parts.join("")}</a>`;
  // Beside a short link there is room for the rest.
  const beside = lines.length === 1 && widthOf(link, SMALL) + widthOf(facts, SMALL) < room - 40;
  const rest = beside ? [facts] : wrapped(facts, room, SMALL);
  const from = beside ? 24 : 24 + 18 * lines.length;
  const place = beside ? [width - pad, { ...SMALL, anchor: "end" }] : [pad, SMALL];
  const said = rest.map((text, i) => line(place[0], from + 18 * i, text, place[1]));
  return { svg: linked + said.join(""), height: from + 18 * (rest.length - 1) + 20 };
}

// ---- the charts

/** Where each chart stands: in rows of three as in the panel, filled from the first gap. */
function placed(charts, width) {
  if (charts.length === 1) return [{ chart: charts[0], row: 0, x: 0, width }];
  const taken = [];
  const thirds = charts.filter(({ spec }) => spec.span === "third").length;
  const spans = { third: 2, half: 3, rest: 2 * (3 - (thirds % 3)) };
  const column = (width + GAP) / COLUMNS;
  return charts.map((chart) => {
    const span = spans[chart.spec.span];
    const { row, at } = firstGap(taken, span);
    return { chart, row, x: at * column, width: span * column - GAP };
  });
}

/** The first `span` free columns of a row, which are taken by this. @param {boolean[][]} taken */
function firstGap(taken, span) {
  for (let row = 0; ; row++) {
    taken[row] ??= Array(COLUMNS).fill(false);
    for (let at = 0; at + span <= COLUMNS; at++) {
      if (taken[row].slice(at, at + span).some(Boolean)) continue;
      taken[row].fill(true, at, at + span);
      return { row, at };
    }
  }
}

/** What a card shows above its plot, and how high that is. */
function card({ chart, row, x, width }) {
  const inner = width - 2 * PADDING;
  const figure = chart.figure(inner - MARGIN.l - MARGIN.r, THEME);
  const title = { size: 17, weight: 600 };
  const parts = [line(PADDING, 26, shortened(figure.title, inner, title), title)];
  let above = 34;
  if (figure.note) parts.push(line(PADDING, (above += 18) - 5, shortened(figure.note, inner, SMALL), SMALL));
  const legend = legendOf(figure.legend, inner);
  parts.push(`<g transform="translate(${PADDING} ${above})">${legend.svg}</g>`);
  return { figure, row, x, width, svg: parts.join(""), above: above + legend.height };
}

async function drawnCard(plotly, { figure, width, svg, above }, { x, y, height }) {
  const plot = { x: PADDING, y: above, width: width - 2 * PADDING, height: height - above - 4 };
  const parts = [
    `<rect width="${round(width)}" height="${height}" rx="8" fill="none" stroke="${EDGE}"/>`,
    svg,
    await plotOf(plotly, figure, plot),
  ];
  if (figure.empty) {
    const middle = above + (plot.height - MARGIN.b) / 2;
    parts.push(line(width / 2 + 20, middle, figure.empty, { size: 15, color: MUTED, anchor: "middle" }));
  }
  return `<g transform="translate(${round(x)} ${y})">${parts.join("")}</g>`;
}

/** In columns that are wide enough for every entry, where there is room. */
function legendOf(entries, width) {
  const longest = Math.max(ENTRY, ...entries.map(({ trace, value }) => NAME + widthOf(trace.name, TEXT) + besides(value)));
  const columns = Math.max(1, Math.floor((width + GAP) / (longest + GAP)));
  const each = Math.min(1.3 * longest, (width - GAP * (columns - 1)) / columns);
  const parts = entries.map(({ trace, value }, i) => {
    const [x, y] = [(i % columns) * (each + GAP), LEGEND_ROW * Math.floor(i / columns)];
    return entryOf(trace, value, { x, y, width: each });
  });
  return { svg: parts.join(""), height: LEGEND_ROW * Math.ceil(entries.length / columns) + 4 };
}

/** Its name gives way to its value. */
function entryOf(trace, value, { x, y, width }) {
  const sample = swatch(trace, "#ffffff");
  const shown = shortened(value, width - 90, TEXT);
  const room = width - NAME - besides(shown);
  return [
    `<svg x="${round(x)}" y="${y + 3}" width="28" height="12" viewBox="0 0 24 10" opacity="${sample.style.opacity}">${sample.innerHTML}</svg>`,
    line(x + NAME, y + 14, shortened(trace.name, room, TEXT), { ...TEXT, color: MUTED }),
    shown ? line(x + width, y + 14, shown, { ...TEXT, anchor: "end" }) : "",
  ].join("");
}

/** The room that a value takes beside a name. */
function besides(value) {
  return value ? widthOf(value, TEXT) + 8 : 0;
}

async function plotOf(plotly, figure, { x, y, width, height }) {
  const layout = { ...figure.layout, width, height, margin: MARGIN, font: { ...figure.layout.font, size: 14 } };
  for (const axis of [layout.xaxis, layout.yaxis]) axis.title = { ...axis.title, font: { size: 15 } };
  const marks = figure.events.filter(({ step }) => step >= layout.xaxis.range[0] && step <= layout.xaxis.range[1]);
  layout.margin = { ...MARGIN, t: MARGIN.t + labelsOf(marks) };
  layout.shapes = marks.map(eventLine);
  layout.annotations = marks.map((mark, i) => eventLabel(mark, layout.xaxis.range, i));
  const data = [...figure.bands.flatMap(bandTraces), ...figure.data, ...guessTraces(figure.guess)];
  const options = { format: "svg", width: Math.round(width), height: Math.round(height), imageDataOnly: true };
  const svg = await plotly.toImage({ data, layout, config: { staticPlot: true } }, options);
  return svg.replace(/^<svg /, `<svg x="${round(x)}" y="${round(y)}" `);
}

/** How high the labels of events are above a plot, where they cover no curve. */
function labelsOf(events) {
  return EVENT_ROW * Math.min(EVENT_ROWS, events.length);
}

function eventLine({ step, color }) {
  const ends = { x0: step, x1: step, yref: "paper", y0: 0, y1: 1 };
  return { type: "line", ...ends, line: { color, width: 1.6, dash: "dash" } };
}

/** Labels of neighbours stand in rows. */
function eventLabel({ step, color, short }, [from, to], index) {
  const right = step > from + 0.7 * (to - from);
  return {
    x: step,
    y: 1,
    yref: "paper",
    xanchor: right ? "right" : "left",
    yanchor: "bottom",
    yshift: EVENT_ROW * (index % EVENT_ROWS),
    text: short.replace(/&/g, "&amp;").replace(/</g, "&lt;"),
    showarrow: false,
    font: { size: 12, color },
  };
}

function bandTraces({ color, band: { x, low, median, high } }) {
  const there = x.map((_, i) => i).filter((i) => low[i] !== null);
  const at = (values) => there.map((i) => values[i]);
  const shared = { x: at(x), mode: "lines", line: { color, width: 0 }, showlegend: false };
  const filled = { fill: "tonexty", fillcolor: `${color}33` };
  return [
    { ...shared, y: at(low) },
    { ...shared, y: at(high), ...filled },
    { ...shared, y: at(median), line: { color, width: 1 }, opacity: 0.7 },
  ];
}

function guessTraces(guess) {
  if (!guess) return [];
  const text = [...Array(guess.x.length - 1).fill(""), "your guess"];
  const line_ = { color: INK, width: 1.6, dash: "dot" };
  return [{ x: guess.x, y: guess.y, text, mode: "lines+text", textposition: "top left", line: line_ }];
}

// ---- pixels

/** A data address: from a file, the browser would not let a canvas be read that drew a blob. */
async function raster(svg, width, height) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = RATIO * width;
  canvas.height = Math.round(RATIO * height);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    const keep = (blob) => (blob ? resolve(blob) : reject(new Error(`a picture of ${whole(canvas.width)} by ${whole(canvas.height)} pixels is too large`)));
    canvas.toBlob(keep, "image/png");
  });
}
