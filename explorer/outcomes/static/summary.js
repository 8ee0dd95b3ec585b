// The line above the table: how much is shown, when it was measured and with which versions.

import { element, write } from "./dom.js";
import { whole } from "./format.js";

const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** Owner of the line. */
export class Summary {
  /** @param {() => void} measureAgain */
  constructor(measureAgain) {
    this.count = element("strong", "count");
    this.measured = element("span", "measured");
    this.way = element("span", "way");
    this.trouble = element("span", "trouble");
    this.trouble.setAttribute("role", "status");
    this.again = element("button", "again", "Measure again");
    this.again.type = "button";
    this.again.title = "Run the cells shown here once more, as they come into view";
    this.again.onclick = measureAgain;
    this.node = element("div", "summary", [this.count, this.way, this.measured, this.trouble, this.again]);
  }

  /** @param {number} rows @param {(object|undefined)[]} news of each cell shown */
  show(rows, news) {
    const cells = news.map((item) => item?.cell).filter(Boolean);
    write(this.count, `${count(rows, "wiring")}, ${count(news.length, "run")}`);
    write(this.measured, sentence(cells, news.length));
    this.again.disabled = cells.length === 0;
  }

  /**
   * Progress of the cells in view and of the first row of each link.
   * @param {number} done @param {number} all @param {string} time that the rest takes
   */
  progress(done, all, time) {
    const words = `Measuring this view and one row of each link: ${done} of ${all}, ${time} left`;
    write(this.way, done < all ? words : "");
    this.way.style.setProperty("--done", all ? done / all : 1);
  }

  /** @param {string} words empty when all is well */
  problem(words) {
    write(this.trouble, words);
  }
}

/** A number of things, e.g. "1 run" or "2 runs". */
export function count(number, word) {
  return `${whole(number)} ${word}${number === 1 ? "" : "s"}`;
}

function sentence(cells, all) {
  if (!cells.length) return "Each run is measured when it comes into view.";
  const times = cells.map((cell) => cell.measured_at).sort();
  const first = WHEN.format(new Date(times[0]));
  const last = WHEN.format(new Date(times.at(-1)));
  const when = first === last ? first : `between ${first} and ${last}`;
  const versions = [...new Set(cells.map((cell) => cell.versions))].join("; ");
  const part = cells.length === all ? "all measured" : `${whole(cells.length)} measured`;
  return `${part} ${when} on ${versions}`;
}

/** The meaning of lines and words, in one line. */
export function legend() {
  const node = element("p", "legend");
  const line = (kind) =>
    `<svg class="swatch ${kind}" viewBox="0 0 26 8" aria-hidden="true"><path d="M1 4H25"/></svg>`;
  node.innerHTML =
    `<span>${line("start")}where the loss parameter starts</span>` +
    `<span>${line("broken")}its value, broken wiring</span>` +
    `<span>${line("fixed")}its value, fixed wiring</span>` +
    "<span>Paler: a second parameter</span>" +
    "<span>Below: the first link of the chain that loses it, and the last value</span>";
  return node;
}
