// A chart's own tools: its full size, and pictures of it.

import { button, element, mark } from "./dom.js";
import { alone, toolbar } from "./toolbar.js";

const WHOLE =
  '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M9.5 2H14v4.5M14 2L9.5 6.5M6.5 14H2V9.5M2 14l4.5-4.5" fill="none" stroke="currentColor" stroke-width="1.5"/></svg>';

/** Owner of the buttons. */
export class Tools {
  /** @param {() => void} enlarge @param {(type: "png"|"svg") => Promise<void>} picture saves one */
  constructor(enlarge, picture) {
    this.picture = picture;
    this.reason = "";
    this.whole = button("", enlarge, "enlarge");
    this.whole.innerHTML = WHOLE;
    this.whole.title = "Full size";
    this.pictures = ["png", "svg"].map((type) => {
      const node = button(type.toUpperCase(), () => this.#save(node, type));
      return node;
    });
    this.node = element("div", "tools", [this.whole, ...this.pictures]);
    toolbar(this.node);
    alone(this.node);
  }

  /** @param {string} title of the chart */
  name(title) {
    mark(this.node, "aria-label", `Tools of ${title}`);
    mark(this.whole, "aria-label", `Full size: ${title}`);
    for (const node of this.pictures) mark(node, "aria-label", `${node.textContent} of ${title}`);
  }

  /** @param {string} reason why there can be no picture yet; "" if there can */
  offer(reason) {
    this.reason = reason;
    for (const node of this.pictures) {
      // Not `disabled`: the keyboard can still reach it and its explanation.
      mark(node, "aria-disabled", String(Boolean(reason)));
      mark(node, "title", reason || `Save this chart as ${node.textContent}`);
    }
  }

  async #save(node, type) {
    if (this.reason || node.ariaBusy) return;
    node.ariaBusy = "true";
    await this.picture(type);
    node.ariaBusy = null;
  }
}
