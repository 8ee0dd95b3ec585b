// The table of outcomes: rows and losses from the page, cells from the socket.

import { base } from "./base.js";
import { CellView } from "./cell.js";
import { element, mark } from "./dom.js";
import { InView } from "./in_view.js";
import { mounting } from "./mount.js";
import { Pace } from "./pace.js";
import { LastingSocket } from "./socket.js";
import { count, legend, Summary } from "./summary.js";
import { shape } from "./wording.js";

export default mounting(
  ({ data, parentElement }) => new Table(parentElement.querySelector(".outcomes"), data),
  (table, { data }) => table.show(data),
);

/** Owner of one table: the last news of each cell, shown or filtered out. */
class Table {
  /** @param {HTMLElement} root @param {object} data */
  constructor(root, data) {
    this.base = base(data);
    /** @type {Map<string, object>} the last news by cell */
    this.known = new Map();
    /** @type {Map<string, CellView>} what is shown */
    this.views = new Map();
    this.again = new Set();
    /** @type {Set<string>} cells asked for last */
    this.wanted = new Set();
    this.pace = new Pace();
    this.summary = new Summary(() => this.#measureAgain());
    this.scroller = part("region", "scroller", "", "Table of outcomes, scrolls");
    this.scroller.tabIndex = 0;
    root.replaceChildren(this.summary.node, legend(), this.scroller);
    this.inView = new InView(this.scroller, (pairs) => this.#want(pairs));
    const address = new URL(data.socket, this.base);
    address.protocol = address.protocol.replace("http", "ws");
    this.socket = new LastingSocket({
      address: () => address,
      opened: () => this.#opened(),
      received: (news) => this.#take(news),
      lost: (why) => this.summary.problem(why || "Connection lost; trying again."),
      busy: (message, seconds) => this.summary.problem(`${message}; trying again in ${seconds} s.`),
    });
  }

  /** @param {object} data rows and losses */
  show(data) {
    const text = JSON.stringify([data.losses, data.groups]);
    if (text === this.shown) return;
    this.shown = text;
    this.inView.clear();
    this.views.clear();
    const grid = part("table", "grid", "", "Outcome of every wiring with every loss");
    grid.style.setProperty("--losses", data.losses.length);
    grid.append(head(data.losses), ...data.groups.map((group) => this.#group(group, data)));
    this.scroller.replaceChildren(grid);
    this.scroller.scrollTop = 0;
    this.#summarise();
    for (const view of this.views.values()) this.inView.watch(view.node, view.pair);
    this.#look();
  }

  #group(group, data) {
    const title = element("span", "", group.title);
    title.append(element("small", "", ` ${count(group.rows.length, "wiring")}`));
    const line = part("row", "group-head", [part("rowheader", "group-title", [title])]);
    const node = part("rowgroup", `group ${group.kind}`, [line]);
    for (const row of group.rows) node.append(this.#row(row, data));
    return node;
  }

  #row(row, data) {
    const mark_ = element("span", "shape-box");
    mark_.innerHTML = shape(row.kind === "broken" ? "a" : "b");
    const name = part("rowheader", "name", [
      element("div", "name-line", [mark_, element("strong", "title", row.title)]),
      element("p", "symptom", row.symptom),
      element("span", `badge ${row.outcome}`, row.outcome_title),
    ]);
    name.title = row.symptom;
    const node = part("row", "row", [name]);
    mark(node, "data-wiring", row.wiring);
    row.cells.forEach((cell, i) => node.append(this.#cell(row, cell, data.losses[i], data.steps)));
    return node;
  }

  #cell(row, cell, loss, steps) {
    const box = part("cell", "box");
    if (cell.unsuited) {
      box.title = cell.unsuited;
      box.append(part("img", "unsuited", "—", cell.unsuited));
      return box;
    }
    const href = new URL(`?${cell.query}`, this.base).href;
    const view = new CellView({ row, loss, href, steps });
    this.views.set(view.key, view);
    const news = this.known.get(view.key);
    if (news && !this.again.has(view.key)) view.take(news);
    box.append(view.node);
    return box;
  }

  #opened() {
    this.summary.problem("");
    if (this.again.size) this.#say("again", [...this.again]);
    this.#look();
    this.inView.tell();
  }

  #look() {
    const missing = [...this.views.keys()].filter((key) => !this.known.has(key));
    if (missing.length) this.#say("look", missing);
  }

  /** Ask for what is in view first, then for the same losses in the first row of each link. */
  #want(inView) {
    const losses = new Set(inView.map(([, loss]) => loss));
    const firsts = [...this.scroller.querySelectorAll(".group-head + .row")]
      .flatMap((row) => [...row.querySelectorAll(".cell")])
      .map((cell) => cell.dataset.cell)
      .filter((key) => losses.has(key.split("|")[1]));
    this.wanted = new Set([...inView.map((pair) => pair.join("|")), ...firsts]);
    this.#say("want", [...this.wanted]);
    this.#progress();
  }

  #progress() {
    const left = [...this.wanted].filter((key) => !this.known.has(key)).length;
    this.summary.progress(this.wanted.size - left, this.wanted.size, this.pace.time(left));
  }

  /** Nothing is lost while disconnected, since `#opened` sends everything again. */
  #say(type, keys) {
    this.socket.send({ type, cells: keys.map((key) => key.split("|")) });
  }

  #take(news) {
    if (news.type === "refused") {
      this.summary.problem(news.message);
      return;
    }
    const key = `${news.wiring}|${news.loss}`;
    this.pace.hear(news.type);
    if (news.type === "measuring" || news.type === "waiting") {
      this.views.get(key)?.[news.type]();
      return;
    }
    this.again.delete(key);
    this.known.set(key, news);
    this.views.get(key)?.take(news);
    this.#summarise();
    this.#progress();
  }

  #measureAgain() {
    const keys = [...this.views.keys()];
    for (const key of keys) {
      this.again.add(key);
      this.known.delete(key);
      this.views.get(key).stale();
    }
    this.#say("again", keys);
    this.inView.tell();
    this.#summarise();
  }

  #summarise() {
    const cells = [...this.views.keys()].map((key) => this.known.get(key));
    const rows = this.scroller.querySelectorAll(".row[data-wiring]").length;
    this.summary.show(rows, cells);
  }

  remove() {
    this.inView.clear();
    this.socket.close();
  }
}

function head(losses) {
  const columns = losses.map((loss) => {
    const symbols = Object.values(loss.parameters).map((parameter) => parameter.symbol);
    const node = part("columnheader", "loss", [
      element("span", "loss-title", loss.title),
      element("span", "symbols", `learns ${symbols.join(", ")}`),
      element("span", "symbols", `on ${loss.dataset}`),
    ]);
    node.title = `${loss.summary} Run on the dataset ${loss.dataset}.`;
    return node;
  });
  return part("row", "row head", [part("columnheader", "corner", "Wiring"), ...columns]);
}

/** An element with a role, and a label where its content does not name it. */
function part(role, className, content = "", label = "") {
  const node = element("div", className, content);
  mark(node, "role", role);
  if (label) mark(node, "aria-label", label);
  return node;
}
