// A sweep: its grid and results from the socket, a picture of the ends and one of the links.

import { base } from "./base.js";
import { copyLink } from "./copying.js";
import { button, element, mark, write } from "./dom.js";
import { Ends } from "./ends.js";
import { whole } from "./format.js";
import { Links } from "./links.js";
import { mounting } from "./mount.js";
import { LastingSocket } from "./socket.js";

/** Milliseconds between two drawings while results arrive. */
const PAUSE = 400;

export default mounting(
  ({ data, parentElement }) => new Sweep(parentElement.querySelector(".sweep"), data),
  (sweep, { data }) => sweep.show(data),
);

/** Owner of one sweep: its socket, and what is known of each point. */
class Sweep {
  /** @param {HTMLElement} root @param {object} data */
  constructor(root, data) {
    this.base = base(data);
    this.status = element("p", "status");
    mark(this.status, "role", "status");
    this.bar = element("progress", "bar");
    mark(this.bar, "aria-label", "Runs finished");
    this.start = button("Run", () => this.#toggle(), "start");
    this.over = element("strong", "over", "Done");
    this.over.hidden = true;
    this.copying = button("Copy link", () => this.#copyLink(), "copying");
    this.told = element("div", "told");
    mark(this.told, "role", "status");
    this.csv = element("a", "csv", "Table (CSV)");
    mark(this.csv, "download", "sweep.csv");
    this.alike = element("p", "alike");
    this.summary = element("p", "summary");
    this.trouble = element("p", "trouble");
    mark(this.trouble, "role", "alert");
    this.ends = new Ends(data.plotly, this.base, (place) => this.#open(place));
    this.links = new Links(this.base);
    const away = element("div", "away", [this.copying, this.csv]);
    const head = element("div", "head", [this.start, this.over, this.bar, this.status, away]);
    const pictures = element("div", "pictures", [this.ends.node, this.links.node]);
    root.replaceChildren(head, this.told, this.trouble, this.summary, this.alike, pictures);
  }

  /** @param {object} data the grid's query, and what is drawn against what */
  show(data) {
    this.view = data;
    if (data.query !== this.query) this.#connect(data);
    else this.#draw();
  }

  #connect(data) {
    this.socket?.close();
    this.query = data.query;
    this.grid = null;
    this.results = new Map();
    this.wanted = null;
    this.csv.href = new URL(`${data.csv}?${data.query}`, this.base).href;
    const address = new URL(data.socket, this.base);
    address.protocol = address.protocol.replace("http", "ws");
    address.search = data.query;
    this.#progress(null);
    write(this.summary, "");
    write(this.alike, "");
    this.told.replaceChildren();
    this.socket = new LastingSocket({
      address: () => address,
      opened: () => this.#opened(),
      received: (news) => this.#take(news),
      lost: (why) => write(this.trouble, why || "Connection lost; trying again."),
      busy: (message, seconds) => write(this.trouble, `${message}; trying again in ${seconds} s.`),
    });
  }

  #opened() {
    write(this.trouble, "");
    if (this.wanted) this.socket.send({ type: "run" });
  }

  #take(news) {
    if (news.type === "refused") write(this.trouble, news.message);
    else if (news.type === "grid") {
      this.grid = news;
      this.#draw();
    } else if (news.type === "cells") {
      for (const cell of news.cells) this.results.set(cell.place, cell);
      this.#drawSoon();
    } else this.#progress(news);
  }

  #progress(news) {
    this.computing = news?.computing ?? false;
    const left = news?.remaining ?? 0;
    // A small sweep starts by itself, once; a larger one when it is asked to.
    if (news && this.wanted === null && left) {
      this.wanted = news.small;
      if (news.small) this.socket.send({ type: "run" });
    }
    if (news && !left) this.wanted = false;
    const over = Boolean(news && !left);
    this.start.hidden = over;
    this.over.hidden = !over;
    this.bar.hidden = over;
    this.start.disabled = !news;
    write(this.start, this.wanted ? "Stop" : news?.finished ? "Go on" : "Run");
    const all = left + (news?.finished ?? 0) + (news?.failed ?? 0);
    this.bar.max = Math.max(1, all);
    this.bar.value = all - left;
    write(this.status, news ? progressText(news) : "Reading what is kept …");
    if (!news) return;
    write(this.alike, news.alike);
    write(this.summary, this.#summary(news));
  }

  #summary({ summary }) {
    const left = (this.grid?.left_out ?? []).map(
      ([why, count]) => `${whole(count)} ${count === 1 ? "run" : "runs"} left out: ${why.replaceAll("`", "")}.`,
    );
    const failures = [...this.results.values()].map(({ failure }) => failure).filter(Boolean);
    return [summary, ...left, ...new Set(failures)].join(" ");
  }

  #toggle() {
    this.wanted = !this.wanted;
    this.socket.send({ type: this.wanted ? "run" : "stop" });
    write(this.start, this.wanted ? "Stop" : "Go on");
  }

  async #copyLink() {
    const address = new URL(`sweep?${this.view.link}`, this.base).href;
    const close = button("×", () => this.told.replaceChildren(), "close");
    mark(close, "aria-label", "Close");
    this.told.replaceChildren(...(await copyLink(address, this.view.command)), close);
    this.told.querySelector("input")?.select();
  }

  #drawSoon() {
    this.timer ??= setTimeout(() => this.#draw(), PAUSE);
  }

  #draw() {
    clearTimeout(this.timer);
    this.timer = null;
    if (!this.grid) return;
    this.ends.show(this.grid, this.results, this.view);
    this.links.show(this.grid, this.results, this.view);
  }

  #open(place) {
    window.open(new URL(`?${this.grid.queries[place]}`, this.base).href, "_blank", "noopener");
  }

  remove() {
    clearTimeout(this.timer);
    this.socket?.close();
    this.ends.remove();
  }
}

/** How far it is, in words. */
function progressText({ finished, failed, remaining, seconds_left: seconds, time_left: time }) {
  const parts = [`${whole(finished)} finished`];
  if (failed) parts.push(`${whole(failed)} failed`);
  if (remaining) parts.push(`${whole(remaining)} remain`);
  if (remaining && seconds !== null) parts.push(`about ${time}`);
  return parts.join(", ");
}
