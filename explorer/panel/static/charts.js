// The grid of charts: which are shown, their shared cursor and zoom, and which draws when.

import { Chart } from "./chart.js";
import { adoptPlotlyStyles } from "./plotly.js";
import { stepWindow } from "./range.js";
import { plotlyTheme } from "./theme.js";

const CALLS_A_FRAME = 1;
const CALLS_A_STEP = 3;
const REST = 160;

/** Owner of the charts of one panel. */
export class Charts {
  /**
   * @param {HTMLElement} node their container
   * @param {HTMLElement} root the panel
   * @param {() => void} changed asks for a frame
   * @param {() => void} zoomed the viewer chose what to see
   * @param {import("./full.js").Full} full where one chart is shown at full size
   */
  constructor(node, root, changed, zoomed, full) {
    this.full = full;
    this.node = node;
    this.root = root;
    this.changed = changed;
    this.zoomed = zoomed;
    this.plotly = null;
    /** @type {Chart[]} */
    this.charts = [];
    this.pending = null;
    this.zoomX = null;
    /** What the step axes show while the viewer goes step by step. */
    this.window = null;
    /** The last step of the runs. */
    this.length = 1;
    /** The step shown. */
    this.step = 1;
    this.cursor = null;
    this.drawnAt = 0;
    this.turn = 0;
    this.held = false;
    /** The curve that the visitor drew before the run. @type {import("./guess.js").Drawn|null} */
    this.guess = null;
    /** Whether parameters can be set where the playhead is. */
    this.settable = false;
    /** Saves a picture of a chart. @type {(chart: Chart, type: "png"|"svg") => Promise<void>} */
    this.picture = async () => {};
    /** Sets one. @type {(run: number, parameter: string, value: number) => void} */
    this.set = () => {};
    this.release = () => {
      this.held = false;
      this.changed();
    };
    window.addEventListener("pointerup", this.release);
    window.addEventListener("pointercancel", this.release);
    this.theme = plotlyTheme(root);
    this.sizes = new ResizeObserver((entries) => this.#resized(entries));
    this.sight = new IntersectionObserver((entries) => this.#seen(entries), { rootMargin: "80px" });
  }

  /** Use Plotly from now on. */
  use(plotly) {
    this.plotly = plotly;
    adoptPlotlyStyles(this.root);
    this.changed();
  }

  /** Follow the page's colours. */
  restyle() {
    const theme = plotlyTheme(this.root);
    if (JSON.stringify(theme) === JSON.stringify(this.theme)) return;
    this.theme = theme;
    for (const chart of this.charts) chart.relayout = true;
    this.changed();
  }

  /**
   * Show these charts. One whose key is already shown is reused, and keeps its old lines until
   * `begin`.
   * @param {object[]} specs from `figures.py` @param {import("./telemetry.js").Run[]} runs
   * @param {{step: number, letter: string, short: string, words: string}[]} events to mark
   */
  show(specs, runs, events) {
    this.full.close();
    const shown = new Map(this.charts.map((chart) => [chart.key, chart]));
    this.pending = { specs, runs, events };
    this.charts = specs.map((spec) => shown.get(spec.key) ?? this.#add(spec, runs));
    for (const chart of shown.values()) {
      if (!this.charts.includes(chart)) this.#remove(chart);
    }
    this.charts.forEach((chart, i) => {
      if (this.node.children[i] !== chart.node) {
        this.node.insertBefore(chart.node, this.node.children[i] ?? null);
      }
      chart.node.dataset.span = specs[i].span;
    });
    const thirds = specs.filter(({ span }) => span === "third").length;
    for (const columns of [2, 3]) {
      this.node.style.setProperty(`--rest-of-${columns}`, String(columns - (thirds % columns)));
    }
    this.node.toggleAttribute("data-stale", true);
  }

  /** The first rows have arrived: drop the old lines. */
  begin() {
    if (!this.pending) return;
    this.full.close();
    const { specs, runs, events } = this.pending;
    this.pending = null;
    this.zoomX = null;
    this.charts.forEach((chart, i) => {
      chart.take(specs[i], runs);
      chart.markEvents(events);
    });
    this.node.toggleAttribute("data-stale", false);
  }

  #add(spec, runs) {
    const chart = new Chart(spec, runs, this);
    this.sizes.observe(chart.plot);
    this.sight.observe(chart.node);
    return chart;
  }

  #remove(chart) {
    this.sizes.unobserve(chart.plot);
    this.sight.unobserve(chart.node);
    chart.remove();
  }

  #resized(entries) {
    for (const { target, contentRect } of entries) {
      this.charts.find((chart) => chart.plot === target)?.resize(contentRect.width, contentRect.height);
    }
    this.changed();
  }

  #seen(entries) {
    for (const { target, isIntersecting } of entries) {
      const chart = this.charts.find(({ node }) => node === target);
      if (chart) chart.visible = isIntersecting;
    }
    this.changed();
  }

  // ---- shared by the charts

  /** Show one over the whole page; its place in the grid stays free. @param {Chart} chart */
  enlarge(chart) {
    const place = chart.node.cloneNode(false);
    place.style.height = `${chart.node.offsetHeight}px`;
    place.removeAttribute("data-key");
    chart.node.replaceWith(place);
    chart.enlarge(true);
    this.full.show(`${chart.spec.title}, full size`, chart.node, () => {
      place.replaceWith(chart.node);
      chart.enlarge(false);
    });
  }

  /** @param {string} reason why there can be no pictures yet; "" if there can */
  offerPictures(reason) {
    for (const chart of this.charts) chart.tools.offer(reason);
  }

  /** A pointer is down on a chart: its axes stay until it is released. */
  hold() {
    this.held = true;
  }

  /** Let every chart that has nothing to draw show why. */
  say() {
    if (!this.pending) for (const chart of this.charts) chart.say();
  }

  /** @param {number|null} step under the pointer */
  hover(step) {
    if (step === this.cursor) return;
    this.cursor = step;
    this.changed();
  }

  /** @param {Chart} chart @param {[number, number]} range of its x axis */
  zoom(chart, range) {
    this.zoomed();
    if (!chart.overSteps) chart.zoomX = range;
    else this.zoomX = range;
  }

  unzoom(chart) {
    this.zoomed();
    chart.zoomX = chart.zoomY = null;
    if (chart.overSteps) this.zoomX = null;
    this.changed();
  }

  /** @param {import("./player.js").Playhead} playhead @param {number} length of the longest run */
  follow(playhead, length) {
    this.length = length;
    const window = stepWindow(playhead.step);
    this.window = playhead.stepping && window[1] - window[0] < length ? window : null;
  }

  // ---- a frame

  /**
   * Draw all charts in sight up to the playhead, and one of those out of sight, so that scrolling
   * shows no blank chart.
   * @returns {{drawn: boolean, behind: boolean}} whether a line in sight changed, and
   *   whether there is more to do
   */
  draw(now, step, live) {
    if (this.pending) return { drawn: false, behind: false };
    this.step = step;
    const budget = { left: this.window ? CALLS_A_STEP : CALLS_A_FRAME };
    let drawn = false;
    for (const chart of this.#inSight()) {
      drawn = this.#drawOne(chart, now, step, live, budget) || drawn;
    }
    const behind = this.#catchUp(now, step, live, budget);
    if (drawn) this.drawnAt = now;
    return { drawn, behind: this.#mountOne(budget) || behind };
  }

  #drawOne(chart, now, step, live, budget) {
    if (!this.held) chart.fitAxes(now, live, budget);
    chart.annotate(step, this.cursor);
    chart.drawBands();
    return chart.draw(step);
  }

  #catchUp(now, step, live, budget) {
    const hidden = this.charts.filter((chart) => !chart.visible && chart.behind(step));
    if (hidden.length) {
      this.turn = (this.turn + 1) % hidden.length;
      this.#drawOne(hidden[this.turn], now, step, live, budget);
    }
    return hidden.length > 0;
  }

  #inSight() {
    return this.charts.filter((chart) => chart.visible);
  }

  #mountOne(budget) {
    const waiting = this.plotly ? this.charts.filter((chart) => !chart.plotly) : [];
    const next = waiting.find((chart) => chart.visible) ?? waiting[0];
    if (next && budget.left > 0) next.mount(this.plotly);
    return waiting.length > 0;
  }

  /** Whether all charts in sight have their axes. */
  mounted() {
    return this.plotly !== null && this.#inSight().every((chart) => chart.plotly);
  }

  /** At rest, pass one chart's lines to Plotly. @returns {boolean} whether there is more to do */
  settle(now, step) {
    if (this.pending || this.held || !this.plotly || !step) return false;
    const waiting = this.charts.filter((chart) => !chart.settled);
    if (!waiting.length) return false;
    const next = waiting.find((chart) => chart.visible) ?? waiting[0];
    if (now - this.drawnAt > REST) {
      next.settle(step);
      next.describe(step);
    }
    return true;
  }

  remove() {
    window.removeEventListener("pointerup", this.release);
    window.removeEventListener("pointercancel", this.release);
    this.sizes.disconnect();
    this.sight.disconnect();
    for (const chart of this.charts) chart.remove();
  }
}
