// A grip on a parameter's curve at the playhead: drag it, or use the arrow keys and Enter, to set
// the parameter there.

import { element, mark, write } from "./dom.js";
import { toY } from "./draw.js";
import { withReading } from "./format.js";

const SMALL = 0.02;
const LARGE = 0.1;
/** Shares of the axis by which a key moves the value. */
const KEYS = { ArrowUp: SMALL, ArrowDown: -SMALL, PageUp: LARGE, PageDown: -LARGE };

/** Owner of one grip. */
export class Grip {
  /**
   * @param {{trace: object, source: import("./sources.js").Source}} line of a parameter's values
   * @param {import("./telemetry.js").Run} run
   * @param {(value: number) => void} set
   */
  constructor({ trace, source }, run, set) {
    this.trace = trace;
    this.source = source;
    this.run = run;
    this.set = set;
    /** The value that it is being moved to; null while it is left alone. */
    this.value = null;
    this.tag = element("span", "tag");
    this.node = element("div", "grip", [this.tag]);
    this.node.style.setProperty("--color", trace.line.color);
    this.node.tabIndex = 0;
    this.node.hidden = true; // until it has a place
    mark(this.node, "role", "slider");
    mark(this.node, "aria-orientation", "vertical");
    this.node.addEventListener("pointerdown", (event) => this.#grab(event));
    this.node.addEventListener("pointermove", (event) => this.#drag(event));
    this.node.addEventListener("pointerup", () => this.#release());
    this.node.addEventListener("pointercancel", () => this.#leave());
    this.node.addEventListener("keydown", (event) => this.#key(event));
    this.node.addEventListener("blur", () => this.#leave());
  }

  /**
   * Show it at a step, if the parameter can be set there.
   * @param {number} step @param {number} x in pixels @param {import("./draw.js").Scale} scale
   * @param {boolean} offered whether the runs stand still and can be changed
   */
  update(step, x, scale, offered) {
    this.shown = [step, x, scale, offered];
    this.scale = scale;
    const held = this.run.at(this.trace.meta.column, step);
    const inside = x >= 0 && x <= scale.width;
    const shown = offered && inside && step < this.run.length && Number.isFinite(held);
    this.node.hidden = !shown;
    if (!shown) {
      this.value = null;
      return;
    }
    this.held = held;
    const value = this.value ?? held;
    const y = Math.max(0, Math.min(scale.height, toY(value, scale)));
    this.node.style.translate = `${x}px ${y}px`;
    const words = withReading(value, this.source.readable() ? this.trace.meta.reading : null);
    write(this.tag, this.value === null ? "" : words);
    this.tag.classList.toggle("left", x > scale.width - 130);
    mark(this.node, "aria-label", `${this.trace.name}: set the parameter at step ${step}`);
    mark(this.node, "aria-valuenow", String(Number(value.toPrecision(6))));
    mark(this.node, "aria-valuetext", words);
  }

  #grab(event) {
    event.stopPropagation(); // else the chart would zoom
    event.preventDefault();
    this.node.focus();
    this.node.setPointerCapture(event.pointerId);
    this.top = event.clientY - toY(this.held, this.scale);
    this.moved = false;
  }

  #drag(event) {
    if (!this.node.hasPointerCapture(event.pointerId)) return;
    this.moved = true;
    this.#move(this.#valueAt(event.clientY - this.top));
  }

  #valueAt(pixel) {
    const { y, log, height } = this.scale;
    // A pointer beyond the axis sets a value beyond it.
    const at = y[0] + ((height - pixel) / height) * (y[1] - y[0]);
    return log ? 10 ** at : at;
  }

  #release() {
    if (this.moved && this.value !== null) this.#apply();
  }

  #key(event) {
    const { y, log } = this.scale;
    if (event.key === "Escape" && this.value !== null) this.#leave();
    else if (event.key === "Enter" && this.value !== null) this.#apply();
    else if (event.key in KEYS) {
      const now = this.value ?? this.held;
      const by = KEYS[event.key] * (y[1] - y[0]);
      this.#move(log ? now * 10 ** by : now + by);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #move(value) {
    this.value = Number(value.toPrecision(4));
    this.update(...this.shown);
  }

  #apply() {
    const { value } = this;
    this.value = null;
    this.set(value);
  }

  #leave() {
    this.value = null;
    this.update(...this.shown);
  }
}
