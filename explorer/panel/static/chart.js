// One chart. Plotly draws the axes, the grid, the zoom and, at rest, the lines; a canvas over its
// plot area draws the lines while they move.

import { drawAxes } from "./axes.js";
import { chartCard, eventMark, nowMark, place, placeEvent } from "./card.js";
import { element, mark, write } from "./dom.js";
import { drawBand, drawGuess, drawTrace, toX, toY } from "./draw.js";
import { whole } from "./format.js";
import { Grip } from "./grip.js";
import { Legend } from "./legend.js";
import { linearTicks, logTicks, nextRange, same, stepRange, union, widened } from "./range.js";
import { smoothed, span } from "./smooth.js";
import { sourceOf } from "./sources.js";
import { Tools } from "./tools.js";
import { BAND } from "./wording.js";

const CONFIG = {
  displayModeBar: false,
  doubleClick: false,
  showTips: false,
  showAxisDragHandles: false,
  responsive: false,
};
const NOT_POSITIVE = "A log scale needs positive values, and some here are zero or below";
const ALL_HIDDEN = "All lines are hidden: press a name above";
const NONE = { x: [], y: [] };
/** Stands in the legend for the bands of all runs. */
const BAND_LINE = {
  trace: { name: BAND, mode: "band", line: { color: "#8C8F96" }, meta: {} },
  source: { note: () => "" },
};
/** Of the raw line behind a smoothed one. */
const FAINT = 0.25;
/** Room and letters at full size. */
const LARGE = { margin: { l: 76, r: 28, t: 12, b: 58 }, font: 15 };
const NOTE = 18;
const RANGE_PAUSE = 250;
const TOUCH = matchMedia("(hover: none)");

/** Owner of one chart's elements, its ranges and its Plotly instance. */
export class Chart {
  /**
   * @param {object} spec from `figures.py`
   * @param {import("./telemetry.js").Run[]} runs
   * @param {import("./charts.js").Charts} charts which share cursor and zoom
   */
  constructor(spec, runs, charts) {
    this.charts = charts;
    this.key = spec.key;
    this.log = this.smooth = this.large = false;
    this.zoomX = this.zoomY = null;
    this.plotly = null;
    this.visible = true;
    this.width = 0;
    this.#build();
    this.take(spec, runs);
  }

  /** Show another comparison in the same place. */
  take(spec, runs) {
    this.spec = spec;
    const { layout, data } = spec.figure;
    const held = this.size && this.layout.height; // no new `resize` follows where it stays the same
    this.layout = structuredClone(layout);
    this.layout.showlegend = false;
    /** Whether its x axis counts steps. */
    this.overSteps = layout.meta?.axis === "step";
    this.lines = data.map((trace) => ({ trace, source: sourceOf(trace.meta, runs) }));
    this.#offerSmoothing(runs);
    this.margin = layout.margin;
    write(this.title, spec.title);
    this.tools.name(spec.title);
    mark(this.node, "aria-label", spec.title);
    mark(this.legend.node, "aria-label", `Lines of ${spec.title}`);
    mark(this.plot, "aria-label", spec.title);
    write(this.note, spec.note);
    mark(this.note, "title", spec.note);
    this.note.hidden = !spec.note;
    this.switch.hidden = !spec.log;
    this.banded = false;
    this.#list();
    this.layout.height = held ?? layout.height;
    this.height = this.layout.height - this.margin.t - this.margin.b;
    this.#makeDots(runs);
    this.zoomX = this.zoomY = null;
    this.canLog = null;
    this.range = null;
    this.relayout = true;
    this.settled = false;
    this.version = null;
    this.events = [];
  }

  /** Fill the legend. It and a note take room from the plot, so that the cards of a row stay equal. */
  #list() {
    this.legend.show(this.banded ? [...this.lines, BAND_LINE] : this.lines);
    const { height } = this.spec.figure.layout;
    this.plot.style.setProperty("--height", `${height}px`);
    this.plot.style.setProperty("--more", `${this.legend.more + (this.spec.note ? NOTE : 0)}px`);
  }

  #build() {
    this.legend = new Legend(() => this.#redraw());
    this.tools = new Tools(() => this.charts.enlarge(this), (type) => this.charts.picture(this, type));
    Object.assign(this, chartCard(this.legend.node, this.tools.node));
    this.smoother.onclick = () => this.#setSmooth(!this.smooth);
    this.reset.onclick = () => this.charts.unzoom(this);
    this.switch.onclick = () => this.canLog && this.#setLog(!this.log);
    this.node.dataset.key = this.key;
    this.plot.addEventListener("pointermove", (event) => this.#hover(event));
    this.plot.addEventListener("pointerleave", () => this.charts.hover(null));
    this.plot.addEventListener("pointerdown", () => this.charts.hold());
  }

  /** Make two dots for every curve: one at the playhead, one at the pointer. And the grips. */
  #makeDots(runs) {
    const curves = this.overSteps ? this.lines.filter(({ source }) => source.value) : [];
    for (const line of curves) {
      line.dot = element("i", "dot");
      line.dot.style.background = line.trace.line.color;
      if (line.source.now) line.now = nowMark(line.trace);
    }
    const values = curves.filter(({ trace }) => trace.meta.source === "rows" && trace.meta.column.endsWith(".value"));
    this.grips = values.map((line) => {
      const { run, column } = line.trace.meta;
      return new Grip(line, runs[run], (value) => this.charts.set(run, column.replace(/\.value$/, ""), value));
    });
    this.handles.replaceChildren(...this.grips.map(({ node }) => node));
    this.cursor.replaceChildren(this.tag, ...curves.map(({ dot }) => dot));
    this.now.replaceChildren(...curves.flatMap(({ now }) => now ?? []));
  }

  /** Mark where runs were changed. @param {object[]} events as `Charts.show` takes them */
  markEvents(events) {
    this.events = this.overSteps ? events.map((event, i) => ({ ...event, node: eventMark(event, i) })) : [];
    this.eventMarks.replaceChildren(...this.events.map(({ node }) => node));
  }

  #setLog(on) {
    this.log = on;
    mark(this.switch, "aria-pressed", String(on));
    this.zoomY = null;
    this.range = null;
    this.charts.changed();
  }

  /** What was hidden, shown or smoothed changes lines and axes. */
  #redraw() {
    this.range = null;
    this.bandsVersion = null;
    this.charts.changed();
  }

  /** Prepare the smoothing of a chart that offers it. */
  #offerSmoothing(runs) {
    this.smoother.hidden = !this.spec.smooth;
    if (!this.spec.smooth) return;
    this.span = span(this.layout.meta.steps);
    const noisy = this.lines.filter(({ trace }) => trace.meta.source === "rows");
    for (const line of noisy) {
      const { run, column } = line.trace.meta;
      line.raw = line.source;
      line.smoothed = { ...line.raw, ...smoothed(runs[run], column, this.span) };
    }
    this.#setSmooth(this.smooth);
  }

  #setSmooth(on) {
    this.smooth = on;
    for (const line of this.lines) if (line.smoothed) line.source = on ? line.smoothed : line.raw;
    mark(this.smoother, "aria-pressed", String(on));
    write(this.smoother, on ? `smooth: EMA ${whole(this.span)}` : "smooth");
    this.smoother.title = `Exponential moving average over ${whole(this.span)} steps; the raw line stays behind it`;
    this.#redraw();
  }

  /** The lines that are not hidden. */
  get #shown() {
    return this.lines.filter(({ trace }) => !this.legend.hides(trace));
  }

  /** What is drawn, from below: behind each smoothed line its raw one. */
  get #drawn() {
    const shown = this.#shown;
    const behind = this.smooth ? shown.filter(({ raw }) => raw) : [];
    return [...behind.map(({ trace, raw }) => ({ trace: { ...trace, opacity: FAINT }, source: raw })), ...shown];
  }

  #hover(event) {
    if (!this.overSteps) return;
    const left = event.clientX - this.plot.getBoundingClientRect().left - this.margin.l;
    const [from, to] = this.#rangeX();
    const step = Math.round(from + (left / this.plotWidth) * (to - from));
    const inside = left >= -4 && left <= this.plotWidth + 4 && step >= from && step <= to;
    this.charts.hover(inside ? Math.max(1, Math.min(this.charts.length, step)) : null);
  }

  get plotWidth() {
    return Math.max(1, this.width - this.margin.l - this.margin.r);
  }

  /** Fill a larger place, or be a card again; `resize` follows. @param {boolean} large */
  enlarge(large) {
    this.large = large;
    this.margin = large ? LARGE.margin : this.spec.figure.layout.margin;
    this.layout.margin = this.margin;
    this.layout.font.size = large ? LARGE.font : this.spec.figure.layout.font.size;
  }

  /** @param {number} inside width of the card's inside, in pixels @param {number} height of the plot */
  resize(inside, height) {
    // Too narrow for any plot, it counts as hidden.
    const width = inside > this.margin.l + this.margin.r ? inside : 0;
    const size = `${Math.round(width)} × ${Math.round(height)}, ${this.large}`;
    if (size === this.size) return;
    this.size = size;
    this.width = width;
    this.layout.height = height;
    this.height = Math.max(1, height - this.margin.t - this.margin.b);
    const ratio = window.devicePixelRatio || 1;
    for (const canvas of [this.canvas, this.bands]) {
      canvas.width = Math.round(this.plotWidth * ratio);
      canvas.height = Math.round(this.height * ratio);
    }
    for (const node of [this.canvas, this.bands, this.overlay]) {
      node.style.left = `${this.margin.l}px`;
      node.style.top = `${this.margin.t}px`;
      node.style.width = `${this.plotWidth}px`;
      node.style.height = `${this.height}px`;
    }
    this.relayout = true;
    this.version = this.bandsVersion = null;
    this.move();
  }

  // ---- ranges

  #rangeX() {
    if (this.overSteps) return this.#window ?? this.charts.zoomX ?? stepRange(this.charts.length);
    if (this.zoomX) return this.zoomX;
    return nextRange(null, union(this.#extents("across")), false, false);
  }

  /** The steps shown while the viewer goes step by step. */
  get #window() {
    return this.overSteps ? this.charts.window : null;
  }

  #rangeY(live) {
    if (this.zoomY && !this.#window) return this.zoomY;
    const stepping = this.#window !== null;
    const current = this.range && this.autoY && this.range.stepping === stepping ? this.range.y : null;
    return nextRange(current, this.#extentY(), this.log, live || stepping);
  }

  #extentY() {
    if (!this.overSteps) {
      const surveyed = union(this.#extents("extent", "landscape"));
      if (surveyed.length) return surveyed;
      const [fixed, moving] = [this.#extents("extent", "data"), this.#extents("extent", "view")];
      return widened(union(fixed), union(moving));
    }
    if (this.#window) return union(this.#extents("extent"));
    const extent = union([...this.#extents("extent"), ...this.#bandExtents()]);
    const toZero = this.layout.yaxis.rangemode === "tozero" && !this.log && extent.length;
    return toZero ? union([extent, [0]]) : extent;
  }

  #extents(which, source) {
    return this.#shown
      .filter(({ trace }) => !source || trace.meta.source === source)
      .map((line) => line.source[which]?.(this.log, this.#window) ?? []);
  }

  #bandExtents() {
    const bands = this.#shown.map(({ source }) => source.band?.()).filter(Boolean);
    const guess = this.#guess();
    if (guess && !this.log) bands.push({ low: guess.y, high: guess.y });
    return bands.map(({ low, high }) => [...low, ...high].filter((value) => value !== null && (!this.log || value > 0)));
  }

  /** Whether there is nothing yet to scale the axes by. */
  #bare() {
    return !union(this.#extents(this.overSteps ? "extent" : "across")).length;
  }

  /** Show why nothing is drawn, if nothing is. */
  say() {
    const words = this.#missing();
    this.empty.hidden = !words;
    write(this.empty, words);
  }

  /** Why no line has anything to draw; "" if one may have. */
  #missing() {
    const listed = this.#shown.filter(({ trace }) => trace.showlegend !== false);
    if (!listed.length && this.legend.entries.length) return ALL_HIDDEN;
    const own = listed.filter(({ trace }) => trace.meta.source !== "constant");
    const reasons = own.map(({ source }) => source.missing?.() ?? "");
    return reasons.length && reasons.every(Boolean) ? reasons[0] : "";
  }

  #checkLog() {
    if (this.switch.hidden) return;
    const [low] = union(this.#shown.map(({ source }) => source.extent(true)));
    const can = low === undefined || low > 0;
    if (can === this.canLog) return;
    this.canLog = can;
    // Not `disabled`: the keyboard can still reach it and its explanation.
    mark(this.switch, "aria-disabled", String(!can));
    mark(this.switch, "aria-pressed", String(this.log && can));
    this.switch.title = can ? "Logarithmic y axis" : NOT_POSITIVE;
    if (!can && this.log) this.#setLog(false);
  }

  /**
   * Bring the axes up to date.
   * @param {number} now @param {boolean} live
   * @param {{left: number}} budget Plotly calls that this frame can afford
   */
  fitAxes(now, live, budget) {
    this.#checkLog();
    const wanted = { x: this.#rangeX(), y: this.#rangeY(live), log: this.log, bare: this.#bare() };
    wanted.stepping = this.#window !== null;
    const { range } = this;
    const moved =
      !range ||
      !same(wanted.x, range.x) ||
      !same(wanted.y, range.y) ||
      wanted.log !== range.log ||
      wanted.bare !== range.bare;
    if (!moved && !this.relayout) return;
    const hurry = !range || !live || this.relayout || !same(wanted.x, range.x) || this.zoomY;
    if (!hurry && now - this.rangedAt < RANGE_PAUSE) return;
    if (this.plotly && budget.left-- <= 0) return;
    this.range = wanted;
    this.autoY = !this.zoomY;
    this.rangedAt = now;
    this.version = null;
    this.relayout = false;
    if (this.plotly) this.#applyLayout();
    else this.#drawAxes();
    this.reset.hidden = !(this.zoomY || this.#zoomedX() || this.#window);
    write(this.reset, this.#window ? "Whole run" : "Reset zoom");
  }

  #zoomedX() {
    return !this.overSteps ? this.zoomX : this.charts.zoomX;
  }

  // ---- Plotly

  #fullLayout(theme = this.charts.theme) {
    const layout = structuredClone(this.layout);
    layout.width = this.width;
    layout.dragmode = TOUCH.matches ? false : "zoom";
    Object.assign(layout.xaxis, { range: [...this.range.x], autorange: false });
    Object.assign(layout.yaxis, { range: [...this.range.y], autorange: false });
    layout.yaxis.type = this.range.log ? "log" : "linear";
    Object.assign(layout.yaxis, (this.range.log ? logTicks : linearTicks)(this.range.y));
    // A figure with classes side by side has tick labels of its own.
    if (!layout.xaxis.tickvals) Object.assign(layout.xaxis, linearTicks(this.range.x, this.overSteps ? 1 : 0));
    if (this.range.bare) layout.yaxis.tickfont = { color: "transparent" };
    if (this.range.bare && !this.overSteps) layout.xaxis.tickfont = { color: "transparent" };
    for (const [path, value] of Object.entries(theme)) {
      const [group, name] = path.split(".");
      layout[group] = { ...layout[group], [name]: value };
    }
    return layout;
  }

  /** @param {object} plotly */
  mount(plotly) {
    if (!this.range || !this.width) return false;
    this.plotly = plotly;
    plotly.newPlot(this.host, this.#traces(null), this.#fullLayout(), CONFIG);
    mark(this.plot, "data-axes", "plotly");
    this.host.on("plotly_relayout", (change) => this.#zoomed(change));
    this.host.on("plotly_doubleclick", () => this.charts.unzoom(this));
    return true;
  }

  /** Used until Plotly.js has been loaded. */
  #drawAxes() {
    if (!this.width) return;
    drawAxes(this.axes, this.#fullLayout());
    mark(this.plot, "data-axes", "canvas");
  }

  #applyLayout() {
    this.#react(this.settled ? this.host.data : this.#traces(null));
  }

  /** Show these traces, unless the chart is hidden: Plotly cannot lay out a chart without width. */
  #react(traces) {
    if (!this.width) return;
    this.applying = true;
    this.plotly.react(this.host, traces, this.#fullLayout(), CONFIG);
    this.applying = false;
  }

  #zoomed(change) {
    if (this.applying) return;
    const read = (axis) => change[`${axis}.range`] ?? [change[`${axis}.range[0]`], change[`${axis}.range[1]`]];
    const [x, y] = [read("xaxis"), read("yaxis")];
    if (y[0] !== undefined) this.zoomY = [Number(y[0]), Number(y[1])];
    if (x[0] !== undefined) this.charts.zoom(this, [Number(x[0]), Number(x[1])]);
    this.charts.changed();
  }

  /** The figure's traces, filled as far as the playhead, or empty. */
  #traces(step, width = this.plotWidth) {
    return this.#drawn.map(({ trace, source }) => {
      const { x, y, z } = step === null ? NONE : source.points(this.#view(step, width));
      return { ...trace, x: Array.from(x), y: Array.from(y), ...(z && { z }) };
    });
  }

  #view(step, width = this.plotWidth) {
    const [from, to] = this.range.x;
    return { from, to, step, width };
  }

  /**
   * What it shows now, with the colours of another theme, for a picture. It must have a `range`,
   * which it gets when it is first drawn.
   * @param {number} width of the picture in pixels @param {object} theme as `plotlyTheme` gives it
   * @returns {object} `title`, `note`, `data` and `layout` for Plotly, what is drawn beside them
   *   (`bands`, `guess`, `events`), the entries of the `legend`, and in `empty` why there is no line
   */
  figure(width, theme) {
    const { charts, legend, events, spec } = this;
    return {
      title: spec.title,
      note: spec.note,
      data: this.#traces(charts.step, width),
      layout: this.#fullLayout(theme),
      bands: this.#bands(),
      guess: this.#guess(),
      events: events.map(({ step, short, node }) => ({ step, short, color: getComputedStyle(node).borderLeftColor })),
      legend: legend.shown.map(({ line: { trace }, value }) => ({ trace, value: value.textContent })),
      empty: this.empty.hidden ? "" : this.empty.textContent,
    };
  }

  /** Where the runs go with other seeds, of every line that has it. */
  #bands() {
    if (this.legend.hides(BAND_LINE.trace)) return [];
    return this.#shown.flatMap(({ trace, source }) => {
      const band = source.band?.();
      return band ? [{ color: trace.line.color, band }] : [];
    });
  }

  /** Pass the lines to Plotly, once nothing moves. */
  settle(step) {
    if (!this.plotly || this.settled || !this.range) return;
    this.#react(this.#traces(step));
    this.settled = true;
    mark(this.plot, "data-lines", "plotly");
  }

  /** Take the lines back onto the canvas. */
  move() {
    this.settled = false;
    mark(this.plot, "data-lines", "canvas");
  }

  // ---- drawing

  /** Draw where the runs go with other seeds, if that is new or the axes are. */
  drawBands() {
    if (!this.range || !this.width) return;
    const banded = this.lines.some(({ source }) => source.band?.());
    if (banded !== this.banded) {
      this.banded = banded;
      this.#list();
      this.charts.changed(); // which fills in the values
    }
    const drawn = this.#bands();
    const guess = this.#guess();
    const version = `${this.width}|${JSON.stringify(this.range)}|${drawn.map(({ band }) => band.median)}|${guess?.y}`;
    if (version === this.bandsVersion) return;
    this.bandsVersion = version;
    const context = this.bands.getContext("2d");
    const ratio = this.bands.width / this.plotWidth;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.plotWidth, this.height);
    for (const { color, band } of drawn) drawBand(context, color, band, this.#scale());
    if (guess) drawGuess(context, this.charts.theme["font.color"], guess, this.#scale());
  }

  /** The visitor's own curve, if it is of this chart's parameter. */
  #guess() {
    const { guess } = this.charts;
    return guess && this.key === `value.${guess.column.replace(/\.value$/, "")}` ? guess : null;
  }

  /** Draw up to `step`. @returns {boolean} whether anything changed */
  draw(step) {
    if (!this.range || !this.width) return false;
    const version = this.#version(step);
    if (version === this.version) return false;
    this.version = version;
    this.move();
    const context = this.canvas.getContext("2d");
    const ratio = this.canvas.width / this.plotWidth;
    const scale = this.#scale();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (this.range.bare) return false; // there is nothing to scale the lines by
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const view = this.#view(step);
    for (const { trace, source } of this.#drawn) {
      drawTrace(context, trace, source.points(view), scale);
    }
    return true;
  }

  /** Whether it does not show `step` yet. */
  behind(step) {
    return this.width > 0 && (!this.range || this.relayout || this.version !== this.#version(step));
  }

  #version(step) {
    const versions = this.lines.map(({ source }) => source.version?.(step) ?? "");
    return `${!this.overSteps ? "" : step}|${versions.join()}`;
  }

  #scale() {
    return { ...this.range, width: this.plotWidth, height: this.height };
  }

  /** Playhead, cursor and legend. @param {number} step @param {number|null} cursor */
  annotate(step, cursor) {
    const follows = this.overSteps && cursor !== null;
    this.legend.read(follows ? Math.min(cursor, step) : step, this.range, this.log);
    if (!this.overSteps || !this.range) return;
    const scale = this.#scale();
    for (const grip of this.grips) {
      grip.update(step, toX(step, scale), scale, this.charts.settable && !this.legend.hides(grip.trace));
    }
    place(this.playhead, step >= 1 ? toX(step, scale) : null, this.plotWidth);
    for (const { step: at, node } of this.events) {
      placeEvent(node, toX(at, scale), this.plotWidth);
    }
    place(this.cursor, cursor === null ? null : toX(cursor, scale), this.plotWidth);
    for (const { trace, source, now } of this.lines) {
      if (now) this.#mark(now, this.legend.hides(trace) ? null : source.now(step), scale);
    }
    if (cursor !== null) this.#readCursor(cursor, step, scale);
  }

  #mark(node, point, scale) {
    const [x, y] = point ? [toX(point.x, scale), toY(point.y, scale)] : [NaN, NaN];
    const inside = x >= 0 && x <= this.plotWidth && y >= 0 && y <= this.height;
    node.style.visibility = inside ? "visible" : "hidden";
    if (inside) node.style.translate = `${x}px ${y}px`;
  }

  #readCursor(cursor, step, scale) {
    write(this.tag, whole(cursor));
    this.tag.classList.toggle("left", toX(cursor, scale) > this.plotWidth - 60);
    for (const { trace, source, dot } of this.lines) {
      if (!dot) continue;
      const value = cursor <= step && !this.legend.hides(trace) ? source.value?.(cursor) : undefined;
      const y = value === undefined ? NaN : toY(value, scale);
      const inside = y >= 0 && y <= this.height;
      dot.style.visibility = inside ? "visible" : "hidden";
      if (inside) dot.style.transform = `translateY(${y}px)`;
    }
  }

  /** The chart's accessible name: what its lines show, in words. */
  describe(step) {
    const drawn = this.empty.hidden ? this.legend.words() : this.empty.textContent;
    mark(this.plot, "aria-label", `${this.spec.title} at step ${whole(step)}: ${drawn}`);
  }

  remove() {
    if (this.plotly) this.plotly.purge(this.host);
    this.node.remove();
  }
}
