// Where the chain breaks, over two swept values: a table whose cells are links to their runs.

import { element, mark, write } from "./dom.js";
import { lookOf, swatch } from "./looks.js";
import { axisOf, sorted } from "./series.js";

/** Owner of the table. */
export class Links {
  /** @param {URL} base */
  constructor(base) {
    this.base = base;
    this.scroller = element("div", "scroller");
    this.scroller.tabIndex = 0;
    mark(this.scroller, "role", "region");
    mark(this.scroller, "aria-label", "Where the chain breaks, scrolls");
    this.hint = element("small");
    const title = element("h2", "", ["Where the chain breaks ", this.hint]);
    this.node = element("figure", "links", [title, this.scroller]);
  }

  show(grid, results, view) {
    const columns = axisOf(grid, view.x);
    const rows = axisOf(grid, view.y);
    const key = JSON.stringify([view.query, view.x, view.y]);
    if (key !== this.key) this.#build(grid, columns, rows, view);
    this.key = key;
    for (const cell of this.cells) cell.take(results);
  }

  #build(grid, columns, rows, view) {
    const places = sorted(grid, columns, rows);
    const others = grid.axes.filter(({ name }) => ![view.x, view.y].includes(name));
    write(this.hint, `a cell opens ${others.length ? "the first of its runs" : "its run"}`);
    const table = element("table");
    const titles = [columns.title && `${columns.title} →`, rows.title && `${rows.title} ↓`];
    const corner = element("th", "corner", titles.filter(Boolean).join(" "));
    const heads = columns.labels.map((label) => head("col", label));
    table.append(element("thead", "", [element("tr", "", [corner, ...heads])]));
    this.cells = [];
    const body = element("tbody");
    rows.labels.forEach((label, row) => {
      const marks = rows.labels.length > 1 ? [swatch(lookOf(view.series, row))] : [];
      const line = element("tr", "", [head("row", label, marks)]);
      columns.labels.forEach((_, column) => {
        const cell = new Cell(places[row][column], grid, others, this.base);
        this.cells.push(cell);
        line.append(cell.node);
      });
      body.append(line);
    });
    table.append(body);
    this.scroller.replaceChildren(table);
  }
}

function head(scope, label, marks = []) {
  const node = element("th", "", [element("div", "", [...marks, element("span", "name", label)])]);
  node.scope = scope;
  node.title = label;
  return node;
}

/** The runs at one place: how most of them ended. */
class Cell {
  /** @param {number[]} places @param {object} grid @param {object[]} others axes @param {URL} base */
  constructor(places, grid, others, base) {
    this.places = places;
    this.node = element("td");
    mark(this.node, "data-link", places.length ? "due" : "none");
    if (!places.length) {
      this.node.textContent = "—";
      this.node.title = "makes no sense";
      return;
    }
    this.link = element("a", "", "·");
    this.link.href = new URL(`?${grid.queries[places[0]]}`, base).href;
    this.opens = opens(places[0], grid, others);
    this.link.target = "_blank";
    this.link.rel = "noopener";
    this.node.append(this.link);
  }

  take(results) {
    const known = this.places.map((place) => results.get(place)).filter(Boolean);
    if (!known.length || known.length === this.shown) return;
    this.shown = known.length;
    const ways = new Map();
    for (const cell of known) {
      const name = cell.mark ?? "failed";
      ways.set(name, [...(ways.get(name) ?? []), cell]);
    }
    const [[text, cells]] = [...ways].sort((a, b) => b[1].length - a[1].length);
    const mixed = ways.size > 1;
    mark(this.node, "data-link", cells[0].lost ?? cells[0].mark ?? "failed");
    this.link.textContent = mixed ? `${text} ${cells.length}/${known.length}` : text;
    const told = [...ways].map(([, group]) => `${group[0].way ?? group[0].failure}: ${group.length}`);
    this.link.title = `${told.join(", ")} of ${this.places.length}; ${this.opens}`;
    // A label that lacks the words in sight cannot be spoken to by voice control.
    mark(this.link, "aria-label", `${this.link.textContent}: ${this.link.title}`);
  }
}

/** Which run a cell opens: of those that it stands for, the first. */
function opens(place, grid, others) {
  const values = others.map(({ name, title, labels }) => {
    const at = grid.axes.findIndex((axis) => axis.name === name);
    return `${title.toLowerCase()} ${labels[grid.points[place][at]]}`;
  });
  return values.length ? `opens its first run: ${values.join(", ")}` : "opens this run";
}
