// Where a parameter ended, against a swept value: every run a point, over the rest median and band.

import { element, mark } from "./dom.js";
import { number } from "./format.js";
import { adoptPlotlyStyles, loadPlotly } from "./plotly.js";
import { axisOf, quantile, sorted } from "./series.js";
import { plotlyTheme } from "./theme.js";

const CONFIG = { responsive: true, displayModeBar: false, doubleClick: "reset" };
/** A numeric axis whose ends are further apart is logarithmic. */
const WIDE = 30;
/** Fewer values than this have no band. */
const BAND = 4;
/** Names of the legend in a row of it, the height of a row, and how many it has at most. */
const PER_ROW = 3;
const ROW = 26;
const MOST_NAMES = 24;
const HEIGHT = 340;
/** From so many points of a series on they are small, and are drawn by the graphics card. */
const SMALL = 100;
const MANY = 2000;

/** Owner of the chart. */
export class Ends {
  /** @param {string} plotly its address @param {URL} base @param {(place: number) => void} open */
  constructor(plotly, base, open) {
    this.address = new URL(plotly, base).href;
    this.open = open;
    this.title = element("h2", "", "");
    this.host = element("div", "plot");
    mark(this.host, "role", "img");
    this.node = element("figure", "ends", [this.title, this.host]);
  }

  async show(grid, results, view) {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const plotly = await loadPlotly(this.address);
    if (turn !== this.turn || !this.host.isConnected) return;
    const x = axisOf(grid, view.x);
    const rows = axisOf(grid, view.y);
    this.title.textContent = `${view.symbol} at the end`;
    const traces = sorted(grid, x, rows).flatMap((columns, row) =>
      series({ columns, row, x, rows, results, view, grid }),
    );
    const starts = [...startLine(x, results, view), ...truthLine(grid, x, view)];
    const layout = this.#layout(x, view);
    const names = rows.labels.length;
    layout.showlegend = names <= MOST_NAMES; // the table beside it and the hover have the names
    const more = layout.showlegend ? Math.ceil(names / PER_ROW) - 1 : 0;
    layout.height = HEIGHT + ROW * more;
    this.host.style.height = `${layout.height}px`;
    plotly.react(this.host, [...starts, ...traces], layout, CONFIG);
    mark(this.host, "aria-label", described(traces, view));
    if (this.plotly) return;
    this.plotly = plotly;
    adoptPlotlyStyles(this.host);
    this.host.on("plotly_click", ({ points }) => {
      const place = points.map((point) => point.customdata).find(Number.isInteger);
      if (place !== undefined) this.open(place);
    });
  }

  #layout(x, view) {
    const layout = structuredClone(view.figure.layout);
    const theme = plotlyTheme(this.host);
    layout.font = { ...layout.font, color: theme["font.color"], family: theme["font.family"] };
    Object.assign(layout.xaxis, { gridcolor: theme["xaxis.gridcolor"], automargin: true });
    const grid = { gridcolor: theme["yaxis.gridcolor"], zeroline: false, automargin: true };
    Object.assign(layout.yaxis, grid);
    Object.assign(layout.xaxis, scale(x));
    layout.autosize = true;
    layout.hovermode = "closest";
    layout.legend = { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" };
    layout.margin = { l: 60, r: 16, t: 8, b: 46 };
    return layout;
  }

  remove() {
    this.turn = -1;
    this.plotly?.purge(this.host);
  }
}

/** How an axis is drawn: logarithmic, linear, or one place for each value. */
function scale({ numeric, values, labels }) {
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

/** The traces of one series: its band, its median, its points. */
function series({ columns, row, x, rows, results, view, grid }) {
  const color = view.colors[row % view.colors.length];
  const symbol = view.symbols[row % view.symbols.length];
  const order = columns.map((_, i) => i).sort((a, b) => placeOn(x, a) - placeOn(x, b));
  const ends = order.map((column) => endsOf(columns[column], results, view.parameter));
  const at = order.map((column) => placeOn(x, column));
  const points = ends.flatMap((found, i) =>
    found.map((one) => ({ ...one, x: at[i], column: order[i] })),
  );
  if (!points.length) return [];
  const name = plain(rows.labels[row]) || "runs";
  const group = { name, legendgroup: name, showlegend: false, hoverinfo: "skip" };
  // A median over anything but seeds would lie between runs that differ.
  const alike = grid.axes.every(({ name: of }) => [view.x, view.y, "seed"].includes(of));
  const joined = x.numeric && alike;
  const traces = joined ? along(ends, at).map((trace) => ({ ...group, ...trace(color) })) : [];
  const told = ({ y, place }) => [
    ...grid.axes.map(({ title, labels }, i) => `${title}: ${plain(labels[grid.points[place][i]])}`),
    `${view.symbol} ${number(y)}`,
    plain(results.get(place).way),
    "press to open this run",
  ];
  traces.push({
    name,
    legendgroup: name,
    showlegend: rows.labels.length > 1,
    type: points.length > MANY ? "scattergl" : "scatter",
    mode: "markers",
    marker: {
      color,
      symbol,
      size: points.length > SMALL ? 5 : 7,
      opacity: points.length > SMALL ? 0.6 : 0.85,
    },
    x: points.map((point) => point.x),
    y: points.map((point) => point.y),
    customdata: points.map(({ place }) => place),
    text: points.map((point) => told(point).filter(Boolean).join("<br>")),
    hovertemplate: "%{text}<extra></extra>",
  });
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
  const middle = (color) => ({
    type: "scatter",
    mode: "lines",
    line: { color, width: 1.8 },
    x,
    y: edge(0.5),
  });
  return lines.some(({ values }) => values.length >= BAND) ? [band, middle] : [middle];
}

/** Finite ends of a parameter, ascending, each with its point's place. */
function endsOf(places, results, parameter) {
  return places
    .map((place) => ({ place, y: results.get(place)?.values?.[parameter]?.[1] }))
    .filter(({ y }) => Number.isFinite(y))
    .sort((a, b) => a.y - b.y);
}

/** A dotted line where the runs began, if all began at the same value. */
function startLine(x, results, view) {
  const begun = [...results.values()].map(({ values }) => values?.[view.parameter]?.[0]);
  const starts = new Set(begun.filter(Number.isFinite));
  if (starts.size !== 1) return [];
  return [level(x, [...starts][0], "start", { color: "#CC79A7", width: 1.5, dash: "dot" })];
}

/** A line at the true value, where it is known. */
function truthLine(grid, x, view) {
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

function described(traces, view) {
  const points = traces.reduce((sum, trace) => sum + (trace.customdata?.length ?? 0), 0);
  return `Where ${view.symbol} ended in ${points} runs; the table beside it has them as links`;
}

/** Plotly reads some HTML. */
function plain(text) {
  return String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
