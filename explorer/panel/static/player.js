// The playhead: where it is, whether it moves and how fast. Knows nothing of charts.

const WHOLE_RUN_SECONDS = 6;
const LONGEST_TICK = 0.1;

/** Owner of the playhead. Steps count from 1; 0 means that there is no row yet. */
export class Playhead {
  constructor() {
    this.speed = "whole";
    this.reset();
  }

  /**
   * Go before the first row of a new comparison, and play.
   * @param {boolean} [still] stay at the newest row until the viewer asks for motion
   * @param {number} [from] the step to begin at, as soon as it is there
   * @param {boolean} [playing]
   */
  reset(still = false, from = 1, playing = true) {
    this.still = still;
    this.position = 0;
    this.from = from;
    this.playing = playing;
    /** Whether the viewer goes step by step. */
    this.stepping = false;
    this.limit = 0;
    this.end = 0;
  }

  /**
   * How far it may go now, and where it will end.
   * @param {number} limit rows held @param {number} end rows there will be
   */
  allow(limit, end) {
    this.limit = limit;
    this.end = end;
    if (this.from && limit >= 1) {
      this.position = Math.min(limit, this.from);
      if (limit >= Math.min(this.from, end)) this.from = 0;
    }
    if (this.position > limit) this.position = limit;
  }

  get step() {
    return Math.floor(this.position);
  }

  get atEnd() {
    return this.step >= this.end;
  }

  get moving() {
    return this.playing && !this.atEnd;
  }

  /** Let `seconds` pass. */
  tick(seconds) {
    if (!this.playing || this.limit < 1 || this.from) return;
    const passed = Math.min(seconds, LONGEST_TICK) * this.#rate();
    this.position = Math.min(this.limit, this.position + passed);
  }

  #rate() {
    if (this.speed === "instant" || this.still) return Infinity;
    return this.speed === "whole" ? this.end / WHOLE_RUN_SECONDS : Number(this.speed);
  }

  toggle() {
    this.from = 0;
    this.still = this.stepping = false;
    if (this.playing && !this.atEnd) {
      this.playing = false;
      return;
    }
    if (this.atEnd) this.position = Math.min(1, this.limit);
    this.playing = true;
  }

  restart() {
    this.from = 0;
    this.still = this.stepping = false;
    this.position = Math.min(1, this.limit);
    this.playing = true;
  }

  /** Go to a step and stay there. */
  seek(step) {
    this.from = 0;
    this.playing = this.stepping = false;
    this.position = Math.max(Math.min(1, this.limit), Math.min(this.limit, step));
  }

  /** One step on, or back. @param {1|-1} by */
  stepBy(by) {
    this.seek(this.step + by);
    this.stepping = true;
  }
}
