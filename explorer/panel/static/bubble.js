// A small box that opens at a button, and closes by its cross, Escape, or a click elsewhere.

import { button } from "./dom.js";

const SHOWN = 6000;

/** Owner of the box. */
export class Bubble {
  /** @param {HTMLElement} node @param {HTMLElement} opener the button that it belongs to */
  constructor(node, opener) {
    this.node = node;
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.hide();
      opener.focus();
    });
    node.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !node.contains(event.relatedTarget)) this.hide();
    });
    this.elsewhere = (event) => {
      const path = event.composedPath();
      if (!path.includes(node) && !path.includes(opener)) this.hide();
    };
  }

  get shown() {
    return !this.node.hidden;
  }

  /** @param {Node[]} lines @param {boolean} stay until it is closed, not for some seconds only */
  show(lines, stay) {
    clearTimeout(this.timer);
    const close = button("×", () => this.hide(), "close");
    close.setAttribute("aria-label", "Close");
    this.node.replaceChildren(close, ...lines);
    this.node.hidden = false;
    document.addEventListener("pointerdown", this.elsewhere);
    if (!stay) this.timer = setTimeout(() => this.hide(), SHOWN);
  }

  hide() {
    clearTimeout(this.timer);
    this.node.hidden = true;
    document.removeEventListener("pointerdown", this.elsewhere);
  }
}
