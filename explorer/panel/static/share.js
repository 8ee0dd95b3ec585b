// Copies the link, and warns if nobody else can open it.

import { Bubble } from "./bubble.js";
import { element } from "./dom.js";

/** Owner of the copy button and its bubble. */
export class Share {
  /**
   * @param {HTMLElement} button
   * @param {HTMLElement} bubble
   * @param {() => string} link
   * @param {() => string} command
   */
  constructor(button, bubble, link, command) {
    this.bubble = new Bubble(bubble, button);
    this.link = link;
    this.command = command;
    button.onclick = () => this.#copyLink();
  }

  async #copyLink() {
    const copied = await copy(this.link());
    const lines = [copied ? element("p", "", "Link copied.") : selectable(this.link())];
    if (isLocal(location.hostname)) lines.push(...this.#onlyHere());
    this.bubble.show(lines, isLocal(location.hostname) || !copied);
    this.bubble.node.querySelector("input")?.select();
  }

  #onlyHere() {
    const text = "It points to this computer: nobody else can open it. They can run this instead:";
    const code = element("code", "", this.command());
    const button = element("button", "", "Copy command");
    button.type = "button";
    button.onclick = async () => {
      const copied = await copy(this.command());
      if (copied) button.textContent = "Copied";
      else code.replaceWith(selectable(this.command()));
    };
    return [element("p", "", text), code, button];
  }

  hide() {
    this.bubble.hide();
  }
}

/** @returns {Promise<boolean>} false if the browser does not allow it */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function selectable(text) {
  const field = element("input", "copyable");
  field.readOnly = true;
  field.value = text;
  field.setAttribute("aria-label", "Copy this by hand");
  field.onfocus = () => field.select();
  return field;
}

/** Whether an address with this host means the reader's own machine. */
export function isLocal(host) {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[?::1\]?)$/.test(host);
}
