// Where a parameter ended, against a swept value: every run a point, over the rest median and band.

import { bounds } from "./bounds.js";
import { button, element, mark, write } from "./dom.js";
import { number, whole } from "./format.js";
import { adoptPlotlyStyles, loadPlotly } from "./plotly.js";
import { axisOf, beneath, comparable, endsOf, sorted } from "./series.js";
import { plotlyTheme } from "./theme.js";
import { nameOf, plain, scale, series, startLine, truthLine } from "./traces.js";

const CONFIG = { responsive: true, displayModeBar: false, doubleClick: "reset" };
/** The height of a row of the legend, how many it has at most, and what a name takes beside its
 * letters; and a letter. With more names the table is the legend, whose rows have the same marks. */
const ROW = 22;
const MOST_ROWS = 4;
const BESIDE = 52;
const LETTER = 6.2;
const HEIGHT = 340;
const OWN = "its own value, since a wiring here changes how it is read";

/** Owner of the chart. */
export class Ends {
  /** @param {string} plotly its address @param {URL} base @param {(place: number) => void} open */
  constructor(plotly, base, open) {
    this.address = new URL(plotly, base).href;
    this.open = open;
    this.title = element("span");
    this.hint = element("small");
    this.host = element("div", "plot");
    mark(this.host, "role", "img");
    this.outside = element("span");
    this.bound = true;
    this.bounding = button("", () => this.#toggle(), "bounding");
    this.beyond = element("p", "beyond", [this.outside, this.bounding]);
    this.beyond.hidden = true;
    this.node = element("figure", "ends", [
      element("h2", "", [this.title, this.hint]),
      this.beyond,
      this.host,
    ]);
  }

  async show(grid, given, seen) {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    this.shown = [grid, given, seen];
    const { results, view, own } = comparable(given, seen);
    const plotly = await loadPlotly(this.address);
    if (turn !== this.turn || !this.host.isConnected) return;
    const x = axisOf(grid, view.x);
    const rows = axisOf(grid, view.y);
    write(this.title, `${view.symbol} at the end`);
    const levels = [...startLine(x, results, view), ...(own ? [] : truthLine(grid, x, view))];
    const ends = endsOf([...results.keys()], results, view.parameter).map(({ y }) => y);
    const most = bounds(ends, levels.map(({ y }) => y[0]));
    const range = this.bound ? most : null;
    this.#tellBeyond(ends, most);
    const dark = getComputedStyle(this.host).colorScheme === "dark";
    const named = rows.labels.length > 1 ? rows.labels.map((_, row) => nameOf(rows, row)) : [];
    const legend = legendRows([...levels.map(({ name }) => name), ...named], this.host.clientWidth);
    const names = legend <= MOST_ROWS;
    const hints = [own && OWN, !names && "marks as in the table"];
    write(this.hint, hints.filter(Boolean).join("; "));
    const cells = sorted(grid, x, rows);
    const under = beneath(cells, results, view.parameter);
    const traces = cells.flatMap((columns, row) =>
      series({ columns, row, under: under[row], x, rows, results, view, grid, range, dark, names }),
    );
    const layout = this.#layout(x, view);
    if (range) Object.assign(layout.yaxis, { range, autorange: false });
    layout.height = HEIGHT + ROW * (names ? legend - 1 : 0);
    this.host.style.height = `${layout.height}px`;
    plotly.react(this.host, [...levels, ...traces], layout, CONFIG);
    mark(this.host, "aria-label", described(traces, view));
    if (this.plotly) return;
    this.plotly = plotly;
    adoptPlotlyStyles(this.host);
    this.host.on("plotly_click", ({ points }) => {
      const place = points.map((point) => point.customdata).find(Number.isInteger);
      if (place !== undefined) this.open(place);
    });
  }

  /** How many runs are outside, where, and how far; nothing where all can be shown. */
  #tellBeyond(ends, most) {
    this.beyond.hidden = !most;
    if (!most) return;
    const above = ends.filter((end) => end > most[1]);
    const below = ends.filter((end) => end < most[0]);
    const some = (far) => `${whole(far.length)} of ${whole(ends.length)} runs`;
    const parts = [
      above.length && `${some(above)} above, up to ${number(above.at(-1))}`,
      below.length && `${some(below)} below, down to ${number(below[0])}`,
    ];
    const where = this.bound ? "Outside this axis" : "Far from the others";
    write(this.outside, `${where}: ${parts.filter(Boolean).join("; ")}.`);
    write(this.bounding, this.bound ? "Show all" : "Show most");
  }

  #toggle() {
    this.bound = !this.bound;
    this.show(...this.shown);
  }

  #layout(x, view) {
    const layout = structuredClone(view.figure.layout);
    const theme = plotlyTheme(this.host);
    layout.font = { ...layout.font, color: theme["font.color"], family: theme["font.family"] };
    Object.assign(layout.xaxis, { gridcolor: theme["xaxis.gridcolor"], automargin: true });
    const grid = { gridcolor: theme["yaxis.gridcolor"], zeroline: false, automargin: true };
    const title = { ...layout.yaxis.title, text: plain(`${view.symbol} at the end`) };
    Object.assign(layout.yaxis, grid, { title });
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

/** How many rows a legend takes, whose entries are all as wide as the widest. */
function legendRows(names, width) {
  const entry = BESIDE + LETTER * Math.max(0, ...names.map((name) => name.length));
  return Math.ceil(names.length / Math.max(1, Math.floor((width - 76) / entry)));
}

function described(traces, view) {
  const points = traces.reduce((sum, trace) => sum + (trace.customdata?.length ?? 0), 0);
  return `Where ${view.symbol} ended in ${points} runs; the table beside it has them as links`;
}
