// One cell: a link to its run, with the run's picture and words once it is measured.

import { element, mark } from "./dom.js";
import { number, whole } from "./format.js";
import { spark } from "./spark.js";

/**
 * @typedef {Object} Place
 * @property {object} row @property {object} loss as the page gives them
 * @property {string} href of the run in Explore
 * @property {number} steps
 */
export class CellView {
  /** @param {Place} place */
  constructor(place) {
    this.place = place;
    this.pair = [place.row.wiring, place.loss.key];
    this.key = this.pair.join("|");
    this.node = element("a", `cell ${place.row.kind}`);
    this.node.href = place.href;
    mark(this.node, "data-cell", this.key);
    mark(this.node, "data-loss", place.loss.title);
    this.forget();
  }

  /** Show that nothing is measured. */
  forget() {
    this.node.innerHTML =
      '<span class="picture skeleton"></span><span class="where">not measured yet</span>' +
      '<span class="final">\u00a0</span>';
    this.#write("waiting");
  }

  /** Show that it waits until the runs that somebody watches are over. */
  waiting() {
    if (this.node.dataset.stale !== "true") this.forget();
    this.#write("waiting");
    this.node.querySelector(".where").textContent = "waiting for a run in Explore";
  }

  /** Mark what is shown as due to be measured again. */
  stale() {
    mark(this.node, "data-stale", "true");
  }

  /** Show that it runs now. */
  measuring() {
    if (this.node.dataset.stale !== "true") this.forget();
    this.#write("measuring");
    const where = this.node.querySelector(".where");
    where.replaceChildren(element("i", "pulse"), "running");
  }

  /** @param {object} news a measured cell, or why there is none */
  take(news) {
    mark(this.node, "data-stale", "false");
    if (news.type === "failed") {
      this.forget();
      this.#write("failed", news.message);
      this.node.querySelector(".where").textContent = "could not be run";
      return;
    }
    const { cell } = news;
    const { row, loss, steps } = this.place;
    const values = cell.curves.map((curve) => ending(curve, loss.parameters[curve.name]));
    const picture = element("span", "picture");
    if (cell.status === "raised") picture.append(raised(cell));
    else picture.innerHTML = spark(cell.curves, steps);
    const where = element("span", "where", outcome(cell));
    const final = element("span", "final", values.join("  ") || "\u00a0");
    this.node.replaceChildren(picture, where, final);
    const surprise = asDeclared(cell, row) ? "" : `Not as expected of this wiring: ${expected(row)}. `;
    mark(this.node, "data-surprise", String(Boolean(surprise)));
    this.#write(state(cell), surprise + cell.sentence, surprise);
  }

  /** The link's accessible name: wiring and loss, then all that it shows, then where it leads. */
  #write(state_, sentence = "", surprise = "") {
    const { row, loss } = this.place;
    mark(this.node, "data-state", state_);
    const place = `${row.title}, ${loss.title}`;
    for (const old of this.node.querySelectorAll(".unseen")) old.remove();
    this.node.prepend(element("span", "unseen", `${place}: `));
    this.node.append(element("span", "unseen", `. ${surprise}Open in Explore`));
    this.node.title = sentence || place;
  }
}

const VERDICTS = { wrong: "moved, but wrong", worse: "moved, worse fit" };

function state(cell) {
  if (cell.status !== "finished") return cell.status;
  return cell.broken_link ? "lost" : "moved";
}

function outcome(cell) {
  if (cell.status === "raised") {
    return cell.broken_link ? `raises, lost at ${cell.broken_link}` : "raises";
  }
  if (cell.broken_link) return `lost at ${cell.broken_link}`;
  if (cell.status === "diverged") return `diverged at step ${whole(cell.step)}`;
  return VERDICTS[cell.verdict] ?? "moved";
}

/** Whether the result is what the wiring declares. */
function asDeclared(cell, row) {
  const raises = (cell.status === "raised") === (row.outcome === "raises");
  const wrong = !cell.remarks || row.outcome === "wrong";
  return raises && wrong && cell.broken_link === row.breaks_at;
}

function expected(row) {
  const where = row.breaks_at ? `lost at ${row.breaks_at}` : "every link holds";
  return row.outcome === "raises" ? `it raises, ${where}` : where;
}

function raised(cell) {
  const name = element("code", "", cell.exception ?? "Exception");
  return element("span", "raised", [element("b", "", "✕"), name]);
}

/** A parameter's end in words, e.g. "s → −2.310". */
function ending(curve, parameter) {
  const symbol = parameter?.symbol ?? curve.name;
  if (curve.final === null) return `${symbol} ${number(curve.initial)}`;
  if (Math.abs(curve.final - curve.initial) < 5e-4) return `${symbol} = ${number(curve.final)}`;
  return `${symbol} → ${number(curve.final)}`;
}
