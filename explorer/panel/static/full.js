// Shows one thing over the whole page, until it is closed.

import { button, mark } from "./dom.js";

/** Owner of the dialog. */
export class Full {
  /** @param {HTMLDialogElement} node */
  constructor(node) {
    this.node = node;
    this.leave = () => {};
    node.addEventListener("close", () => this.close());
    node.addEventListener("pointerdown", (event) => {
      if (event.composedPath()[0] === node) this.close(); // the backdrop
    });
  }

  /** @param {string} label @param {Node} content @param {() => void} [leave] called at its end */
  show(label, content, leave = () => {}) {
    this.close();
    this.leave = leave;
    const close = button("×", () => this.close(), "close");
    mark(close, "aria-label", "Close");
    close.title = "Close (Escape)";
    mark(this.node, "aria-label", label);
    this.node.replaceChildren(content, close);
    this.node.showModal();
  }

  close() {
    const { leave } = this;
    this.leave = () => {};
    leave();
    if (this.node.open) this.node.close();
  }
}
