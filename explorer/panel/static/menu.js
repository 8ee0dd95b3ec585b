// A menu that opens at its button: below it, or on a phone as a sheet over the page. It is a dialog,
// since more than commands stands in it; arrow keys walk along its buttons.

import { button, element, mark } from "./dom.js";

const PHONE = matchMedia("(max-width: 620px)");
/** Pixels of its height, and of what is left free below the button and below it. */
const LEAST = 240;
const GAP = 14;
const STOPS = "button, input, textarea";

/** Owner of the dialog. */
export class Menu {
  /**
   * @param {HTMLDialogElement} node @param {HTMLButtonElement} opener
   * @param {() => Node[]} fill makes what stands in it; the first button is the first choice
   */
  constructor(node, opener, fill) {
    this.node = node;
    this.opener = opener;
    this.fill = fill;
    opener.onclick = () => (node.open ? this.close() : this.#open());
    node.addEventListener("close", () => this.#closed());
    node.addEventListener("keydown", (event) => this.#key(event));
    node.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && relatedTarget !== opener && !node.contains(relatedTarget)) this.close();
    });
    this.elsewhere = (event) => {
      const path = event.composedPath();
      // Of the dialog itself only its backdrop can be hit.
      if (path[0] === node || !(path.includes(node) || path.includes(opener))) this.close();
    };
  }

  get open() {
    return this.node.open;
  }

  #open() {
    const close = button("×", () => this.close(), "close");
    mark(close, "aria-label", "Close");
    this.node.replaceChildren(element("div", "sheet", [...this.fill(), close]));
    this.node.style.maxHeight = "";
    if (PHONE.matches) this.node.showModal();
    else this.#dropDown();
    this.node.querySelector(STOPS).focus();
    mark(this.opener, "aria-expanded", "true");
    document.addEventListener("pointerdown", this.elsewhere);
  }

  /** As far as the window goes. */
  #dropDown() {
    const room = window.innerHeight - this.opener.getBoundingClientRect().bottom;
    this.node.style.maxHeight = `${Math.max(LEAST, room - GAP)}px`;
    this.node.show();
  }

  close() {
    if (!this.node.open) return;
    const inside = this.node.contains(this.#focused());
    this.node.close();
    if (inside) this.opener.focus();
  }

  #closed() {
    mark(this.opener, "aria-expanded", "false");
    document.removeEventListener("pointerdown", this.elsewhere);
  }

  #key(event) {
    const { key, target } = event;
    if (key === "Escape") this.close();
    else if (key.startsWith("Arrow") || (target.tagName === "BUTTON" && ["Home", "End"].includes(key))) this.#walk(key);
    else return;
    event.preventDefault();
    event.stopPropagation(); // else the playhead moves
  }

  #focused() {
    return this.node.getRootNode().activeElement;
  }

  #walk(key) {
    const stops = [...this.node.querySelectorAll(STOPS)];
    const now = stops.indexOf(this.#focused());
    const by = { ArrowDown: 1, ArrowUp: -1, Home: -now, End: -1 - now }[key] ?? 0;
    stops[(now + by + stops.length) % stops.length].focus();
  }
}
