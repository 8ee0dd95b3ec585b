// *Share*: the link and its QR code, files to take away, how to cite it.

import { bibtex, plain } from "./cite.js";
import { copy, copyLink, isLocal, selectable } from "./copying.js";
import { button, element, mark, write } from "./dom.js";
import { duration } from "./format.js";
import { Menu } from "./menu.js";
import { fetched, save } from "./save.js";

const SLOW = 1000;
/** The form for a teaching link, where a page has one. */
const LESSON = ".st-key-class details";
const TOO_LONG = "This link is long: from the back of a room its code will not scan well.";
const PICTURES = [
  ["png", "the comparison on one slide"],
  ["svg", "the same, sharp at any size"],
];

/**
 * @typedef {Object} Shown what the menu needs of the panel
 * @property {() => object} data @property {() => string} link
 * @property {(path: string) => URL} address of a route, for these runs
 * @property {() => string} unready why there is nothing to take away yet; "" if there is
 * @property {() => import("./cite.js").About} about
 * @property {(type: "png"|"svg") => Promise<import("./save.js").File>} picture of all charts
 * @property {import("./full.js").Full} full
 */

/** Owner of the menu. */
export class Share {
  /** @param {HTMLButtonElement} opener @param {HTMLDialogElement} node @param {Shown} shown */
  constructor(opener, node, shown) {
    this.shown = shown;
    this.menu = new Menu(node, opener, () => this.#sections());
  }

  hide() {
    this.menu.close();
  }

  /** Offer what has become ready. */
  update() {
    if (this.menu.open && this.reason !== this.shown.unready()) this.#offer();
  }

  #sections() {
    this.told = element("div", "told");
    mark(this.told, "role", "status");
    this.waiting = element("p", "waiting");
    this.items = [];
    const sections = [this.#link(), this.#files(), this.#cite(), ...this.#lesson()];
    this.#offer();
    return [...sections, this.told];
  }

  // ---- the link

  #link() {
    const copies = async () => this.#show(await copyLink(this.shown.link(), this.shown.data().command));
    const opener = button("Copy link", copies, "primary");
    opener.dataset.part = "copy";
    const { qr } = this.shown.data();
    const code = qr ? [this.#code(qr)] : [];
    return element("section", "link", [opener, ...code]);
  }

  /** The QR code, which is loaded only now, and words about it. */
  #code(path) {
    const words = element("p", "about-code", "QR code");
    const place = button("", null, "code");
    place.disabled = true;
    mark(place, "aria-label", "QR code of the link: show it large");
    this.#loadCode(path, place, words);
    return element("div", "qr", [place, words]);
  }

  async #loadCode(path, place, words) {
    const link = this.shown.link();
    let answer;
    try {
      answer = await (await fetch(this.shown.address(path))).json();
    } catch {
      answer = { message: "the server does not answer" };
    }
    if (!answer.svg || answer.link !== link) {
      write(words, `No QR code: ${answer.message ?? `the server takes this page for ${answer.link}`}`);
      return;
    }
    place.innerHTML = answer.svg;
    place.disabled = false;
    place.onclick = () => this.#enlarge(answer);
    write(words, "Scan it, or click to show it large.");
    if (isLocal(location.hostname)) write(words, "It points to this computer: a phone cannot open it.");
    else if (!answer.scans) write(words, TOO_LONG);
  }

  #enlarge({ svg, link }) {
    const code = element("div", "code");
    code.innerHTML = svg;
    mark(code, "role", "img");
    mark(code, "aria-label", "QR code of the link");
    this.menu.close();
    this.shown.full.show("QR code of the link", element("div", "large-code", [code, element("p", "", link)]));
  }

  // ---- files

  #files() {
    const { exports = [], export: path } = this.shown.data();
    const files = exports.map(({ form, ending, title, hint }) =>
      this.#item(title, ending, hint, () => fetched(this.shown.address(`${path}/${form}`))),
    );
    const pictures = PICTURES.map(([type, hint]) =>
      this.#item("Picture", type, hint, () => this.shown.picture(type)),
    );
    return element("section", "files", [element("h3", "", "Save"), this.waiting, ...files, ...pictures]);
  }

  #item(title, ending, hint, make) {
    const parts = [element("b", "", title), element("span", "ending", `.${ending}`), element("small", "", hint)];
    const node = button("", () => this.#save(node, `${title} (.${ending})`, make), "item");
    node.append(...parts);
    this.items.push(node);
    return node;
  }

  async #save(node, what, make) {
    if (this.reason || node.ariaBusy) return;
    node.ariaBusy = "true";
    const began = performance.now();
    const tell = () => this.#tell(`${what}: being made, ${duration((performance.now() - began) / 1000)}`);
    const timer = setInterval(tell, SLOW);
    try {
      const file = await make();
      save(file);
      this.#tell(`Saved ${file.name}`);
    } catch (error) {
      this.#tell(`${what} was not saved: ${error.message}`, true);
    } finally {
      clearInterval(timer);
      node.ariaBusy = null;
    }
  }

  // ---- more

  #cite() {
    const cited = (what, words) => {
      const node = button(`Copy ${what}`, async () => {
        if (this.reason) return;
        const text = words(this.shown.about(), new Date());
        if (await copy(text)) this.#tell(`Copied as ${what}.`);
        else this.#show([selectable(text)]);
      });
      this.items.push(node);
      return node;
    };
    const buttons = [cited("BibTeX", bibtex), cited("text", plain)];
    return element("section", "cite", [element("h3", "", "Cite"), ...buttons]);
  }

  /** Opens the form at the end of the page. */
  #lesson() {
    const form = document.querySelector(LESSON);
    if (!form) return [];
    const open = button("For a class …", () => {
      this.menu.close();
      const head = form.querySelector("summary");
      if (!form.open) head.click();
      head.scrollIntoView({ block: "start" });
      head.focus();
    });
    return [element("section", "lesson", [open])];
  }

  #offer() {
    this.reason = this.shown.unready();
    write(this.waiting, this.reason);
    this.waiting.hidden = !this.reason;
    for (const node of this.items) {
      // Not `disabled`: the keyboard can still reach it and its explanation.
      mark(node, "aria-disabled", String(Boolean(this.reason)));
      node.title = this.reason;
    }
  }

  #tell(words, wrong = false) {
    this.#show([element("p", wrong ? "wrong" : "", words)]);
  }

  #show(lines) {
    this.told.replaceChildren(...lines);
    this.told.querySelector("input, textarea")?.select();
  }
}
