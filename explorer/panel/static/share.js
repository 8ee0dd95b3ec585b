// Copies the link, and warns if nobody else can open it.

import { element } from "./dom.js";

const SHOWN = 6000;

/** Owner of the copy button and its bubble. */
export class Share {
  /**
   * @param {HTMLElement} button
   * @param {HTMLElement} bubble
   * @param {() => string} link
   * @param {() => string} command
   */
  constructor(button, bubble, link, command) {
    this.bubble = bubble;
    this.link = link;
    this.command = command;
    button.onclick = () => this.#copyLink();
    bubble.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.hide();
      button.focus();
    });
    bubble.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !bubble.contains(event.relatedTarget)) this.hide();
    });
    this.elsewhere = (event) => {
      const path = event.composedPath();
      if (!path.includes(bubble) && !path.includes(button)) this.hide();
    };
  }

  async #copyLink() {
    const copied = await copy(this.link());
    const lines = [copied ? element("p", "", "Link copied.") : selectable(this.link())];
    if (isLocal(location.hostname)) lines.push(...this.#onlyHere());
    this.#show(lines, isLocal(location.hostname) || !copied);
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

  #show(lines, stay) {
    clearTimeout(this.timer);
    const close = element("button", "close", "×");
    close.type = "button";
    close.setAttribute("aria-label", "Close");
    close.onclick = () => this.hide();
    this.bubble.replaceChildren(close, ...lines);
    this.bubble.hidden = false;
    document.addEventListener("pointerdown", this.elsewhere);
    this.bubble.querySelector("input")?.select();
    if (!stay) this.timer = setTimeout(() => this.hide(), SHOWN);
  }

  hide() {
    clearTimeout(this.timer);
    this.bubble.hidden = true;
    document.removeEventListener("pointerdown", this.elsewhere);
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
