// Which step is shown, of how many. Runs of different lengths have one number each.

import { element, mark } from "./dom.js";
import { whole } from "./format.js";
import { runName, shape } from "./wording.js";

/** Owner of the readout beside the scrubber. */
export class Readout {
  /** @param {HTMLElement} node */
  constructor(node) {
    this.node = node;
  }

  /** @param {object[]} wirings of the comparison */
  show(wirings) {
    this.wirings = wirings;
    this.shown = null;
  }

  /**
   * @param {import("./telemetry.js").Run[]} runs @param {number} playhead
   * @returns {string} the same in words
   */
  update(runs, playhead) {
    const drawn = runs.filter((run) => run.length > 0);
    const lengths = new Set(drawn.map((run) => run.length));
    const entries = lengths.size > 1 ? drawn : drawn.slice(0, 1);
    const texts = entries.map((run) => `${stepOf(run, playhead)} / ${whole(run.length)}`);
    this.#write(entries, lengths.size > 1 ? texts : texts.map((text) => `step ${text}`));
    const words = texts.map((text) => `step ${text.replace("/", "of")}`);
    return lengths.size > 1
      ? entries.map((run, i) => `${runName(this.wirings, run.index)} ${words[i]}`).join(", ")
      : (words[0] ?? "no step");
  }

  #write(entries, texts) {
    const shown = texts.join("|");
    if (shown === this.shown) return;
    this.shown = shown;
    const nodes = texts.map((text, i) => {
      const node = element("span", "at", text);
      // As wide as at its end, so that nothing beside it moves.
      node.style.minWidth = `${2 * whole(entries[i].length).length + (texts.length > 1 ? 6 : 8)}ch`;
      if (texts.length > 1) this.#name(node, entries[i].index);
      return node;
    });
    this.node.replaceChildren(...nodes);
  }

  #name(node, index) {
    const { letter } = this.wirings[index];
    node.classList.add(`run-${letter}`);
    node.insertAdjacentHTML("afterbegin", shape(letter));
    mark(node, "title", runName(this.wirings, index));
  }
}

function stepOf(run, playhead) {
  return playhead ? whole(Math.min(playhead, run.length)) : "–";
}
