// The player's buttons, scrubber and keys. They move the playhead; the panel draws.

import { mark, write } from "./dom.js";
import { Readout } from "./readout.js";

const OWN_KEYS = new Set(["INPUT", "SELECT", "TEXTAREA"]);
const RANGE_KEYS = new Set([" ", "ArrowLeft", "ArrowRight"]);
const OWN_SPACE = new Set(["BUTTON", "A", "SUMMARY"]);

/** Owner of the player's elements. */
export class Controls {
  /**
   * @param {HTMLElement} root the panel
   * @param {Record<string, HTMLElement>} parts
   * @param {import("./player.js").Playhead} playhead
   * @param {() => void} changed
   */
  constructor(root, parts, playhead, changed) {
    this.parts = parts;
    this.playhead = playhead;
    this.readout = new Readout(parts.readout);
    const act = (action) => () => {
      action();
      changed();
    };
    parts.play.onclick = act(() => playhead.toggle());
    parts.restart.onclick = act(() => playhead.restart());
    parts.back.onclick = act(() => playhead.stepBy(-1));
    parts.forward.onclick = act(() => playhead.stepBy(1));
    parts.scrubber.oninput = act(() => playhead.seek(Number(parts.scrubber.value)));
    parts.speed.onchange = act(() => (playhead.speed = parts.speed.value));
    root.addEventListener("keydown", (event) => this.#key(event, changed));
  }

  #key(event, changed) {
    const { tagName, type } = event.composedPath()[0];
    // A range has no use for Space, and its own arrows would not count as steps.
    const typed = OWN_KEYS.has(tagName) && !(type === "range" && RANGE_KEYS.has(event.key));
    if (typed || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " && !OWN_SPACE.has(tagName)) this.playhead.toggle();
    else if (event.key === "ArrowLeft") this.playhead.stepBy(-1);
    else if (event.key === "ArrowRight") this.playhead.stepBy(1);
    else return;
    event.preventDefault();
    changed();
  }

  /** @param {object[]} wirings of the comparison */
  show(wirings) {
    this.readout.show(wirings);
  }

  /** Show the playhead as it is. @param {import("./telemetry.js").Run[]} runs */
  update(runs) {
    const { parts, playhead } = this;
    const { step, limit, end } = playhead;
    const moving = playhead.playing && !(playhead.atEnd && limit >= end);
    mark(parts.play, "aria-label", moving ? "Pause" : "Play");
    mark(parts.play, "data-moving", String(moving));
    write(parts["play-word"], moving ? "Pause" : "Play");
    mark(parts.scrubber, "max", String(Math.max(1, end)));
    if (parts.scrubber.value !== String(step)) parts.scrubber.value = String(step);
    mark(parts.scrubber, "aria-valuetext", this.readout.update(runs, step));
    const share = (part) => `${((100 * part) / Math.max(1, end)).toFixed(1)}%`;
    setShare(parts.scrubber, "--played", share(step));
    setShare(parts.scrubber, "--held", share(limit));
    for (const name of ["play", "restart", "back", "forward", "scrubber"]) {
      parts[name].disabled = limit < 1;
    }
  }
}

function setShare(node, name, value) {
  if (node.style.getPropertyValue(name) !== value) node.style.setProperty(name, value);
}
