// What the chart of the ends is drawn from: its axis, the traces of a series, and level lines.

import { number } from "./format.js";
import { lookOf } from "./looks.js";
import { endsOf, quantile } from "./series.js";

/** A numeric axis whose ends are further apart is logarithmic. */
const WIDE = 30;
/** Fewer values than this have no band. */
const BAND = 4;
/** From so many points of a series on they are small, and are drawn by the graphics card. */
const SMALL = 100;
const MANY = 2000;
/** By how many pixels marks and a line are larger for each equal series above; of at most so many. */
const LARGER = 5;
const WIDER = 3;
const MOST_UNDER = 3;

/** How an axis is drawn: logarithmic, linear, or one place for each value. */
export function scale({ numeric, values, labels }) {
  if (!numeric) {
    const short = labels.map((label) => (label.length > 22 ? `${label.slice(0, 21)}…` : label));
    return {
      type: "linear",
      tickmode: "array",
      tickvals: labels.map((_, i) => i),
      ticktext: short.map(plain),
      range: [-0.5, labels.length - 0.5],
    };
  }
  const least = Math.min(...values);
  const most = Math.max(...values);
  const few = values.length <= 12;
  if (least > 0 && most / least >= WIDE) {
    const room = 0.04 * Math.log10(most / least);
    return {
      type: "log",
      range: [Math.log10(least) - room, Math.log10(most) + room],
      ...(few ? { tickmode: "array", tickvals: values, ticktext: labels } : {}),
    };
  }
  const room = 0.04 * (most - least) || 0.5;
  const marks = few ? { tickmode: "array", tickvals: values, ticktext: labels } : {};
  return { type: "linear", range: [least - room, most + room], ...marks };
}

const placeOn = (x, column) => (x.numeric ? x.values[column] : column);

/** A series by itself: of a number also what it is. */
export function nameOf({ numeric, title, labels }, row) {
  return numeric ? `${title.toLowerCase()} ${labels[row]}` : labels[row];
}

/** The traces of one series: its band, its median, its points, and at the axis's ends those that
 * lie outside it. */
export function series({ columns, row, under, x, rows, results, view, grid, range, dark, names }) {
  const look = lookOf(view.series, row);
  const { dash, symbol } = look;
  const above = Math.min(under, MOST_UNDER);
  const color = dark ? look.dark : look.light;
  const order = columns.map((_, i) => i).sort((a, b) => placeOn(x, a) - placeOn(x, b));
  const ends = order.map((column) => endsOf(columns[column], results, view.parameter));
  const at = order.map((column) => placeOn(x, column));
  const points = ends.flatMap((found, i) =>
    found.map((one) => ({ ...one, x: at[i], column: order[i] })),
  );
  if (!points.length) return [];
  const name = plain(nameOf(rows, row)) || "runs";
  const group = { name, legendgroup: name, showlegend: false, hoverinfo: "skip" };
  // A median over anything but seeds would lie between runs that differ.
  const alike = grid.axes.every(({ name: of }) => [view.x, view.y, "seed"].includes(of));
  const joined = x.numeric && alike;
  const traces = joined ? along(ends, at).map((trace) => ({ ...group, ...trace(color, dash, above) })) : [];
  const told = ({ y, place }) => [
    ...grid.axes.map(({ title, labels }, i) => `${title}: ${plain(labels[grid.points[place][i]])}`),
    `${view.symbol} ${number(y)}`,
    plain(results.get(place).way),
    "press to open this run",
  ];
  const marks = (some, marker, y = ({ y }) => y) => ({
    name,
    legendgroup: name,
    showlegend: false,
    type: some.length > MANY ? "scattergl" : "scatter",
    mode: "markers",
    marker: { color, ...marker },
    x: some.map((point) => point.x),
    y: some.map(y),
    customdata: some.map(({ place }) => place),
    text: some.map((point) => told(point).filter(Boolean).join("<br>")),
    hovertemplate: "%{text}<extra></extra>",
  });
  const small = points.length > SMALL;
  const size = (small ? 5 : 7) + LARGER * above;
  const marker = { symbol, size, opacity: small ? 0.6 : 0.85 };
  const [low, high] = range ?? [-Infinity, Infinity];
  const inside = points.filter(({ y }) => y >= low && y <= high);
  const outside = points.filter(({ y }) => y < low || y > high);
  traces.push({ ...marks(inside, marker), showlegend: names && rows.labels.length > 1 });
  if (outside.length) {
    const arrows = outside.map(({ y }) => (y > high ? "triangle-up-open" : "triangle-down-open"));
    const edge = ({ y }) => (y > high ? high : low);
    traces.push({ ...marks(outside, { symbol: arrows, size: 10 }, edge), cliponaxis: false });
  }
  return traces;
}

/** The band and the median of a series along a numeric axis, each made from its colour. */
function along(ends, at) {
  const places = ends.map((found, i) => ({ x: at[i], values: found.map(({ y }) => y) }));
  const lines = places.filter(({ values }) => values.length);
  const x = lines.map((line) => line.x);
  const edge = (share) => lines.map(({ values }) => quantile(values, share));
  const band = (color) => ({
    type: "scatter",
    mode: "lines",
    line: { width: 0 },
    fill: "toself",
    fillcolor: `${color}2a`,
    x: [...x, ...x.toReversed()],
    y: [...edge(0.1), ...edge(0.9).toReversed()],
  });
  const middle = (color, dash, above) => ({
    type: "scatter",
    mode: "lines",
    line: { color, dash, width: 1.8 + WIDER * above },
    x,
    y: edge(0.5),
  });
  return lines.some(({ values }) => values.length >= BAND) ? [band, middle] : [middle];
}

/** A dotted line where the runs began, if all began at the same value. */
export function startLine(x, results, view) {
  const begun = [...results.values()].map(({ values }) => values?.[view.parameter]?.[0]);
  const starts = new Set(begun.filter(Number.isFinite));
  if (starts.size !== 1) return [];
  return [level(x, [...starts][0], "start", { color: "#CC79A7", width: 1.5, dash: "dot" })];
}

/** A line at the true value, where it is known. */
export function truthLine(grid, x, view) {
  const truth = grid.truths[view.parameter];
  if (truth === undefined) return [];
  return [level(x, truth, "true value", { color: "#8C8F96", width: 1.5, dash: "dashdot" })];
}

/** A level line across the chart. */
function level(x, y, name, line) {
  const { range, type } = scale(x);
  const ends = type === "log" ? range.map((end) => 10 ** end) : range;
  return { type: "scatter", mode: "lines", name, hoverinfo: "skip", x: ends, y: [y, y], line };
}

/** Plotly reads some HTML. */
export function plain(text) {
  return String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
