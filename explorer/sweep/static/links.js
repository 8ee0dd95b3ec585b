// Where the chain breaks, over two swept values: a table whose cells are links to their runs.

import { element, mark } from "./dom.js";
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
    const title = element("h2", "", "Where the chain breaks");
    this.node = element("figure", "links", [title, this.scroller]);
  }

  show(grid, results, view) {
    const columns = axisOf(grid, view.x);
    const rows = axisOf(grid, view.y);
    const key = JSON.stringify([view.query, view.x, view.y]);
    if (key !== this.key) this.#build(grid, columns, rows);
    this.key = key;
    for (const cell of this.cells) cell.take(results);
  }

  #build(grid, columns, rows) {
    const places = sorted(grid, columns, rows);
    const table = element("table");
    const titles = [columns.title && `${columns.title} →`, rows.title && `${rows.title} ↓`];
    const corner = element("th", "corner", titles.filter(Boolean).join(" "));
    const heads = columns.labels.map((label) => head("col", label));
    table.append(element("thead", "", [element("tr", "", [corner, ...heads])]));
    this.cells = [];
    const body = element("tbody");
    rows.labels.forEach((label, row) => {
      const line = element("tr", "", [head("row", label)]);
      columns.labels.forEach((_, column) => {
        const cell = new Cell(places[row][column], grid.queries, this.base);
        this.cells.push(cell);
        line.append(cell.node);
      });
      body.append(line);
    });
    table.append(body);
    this.scroller.replaceChildren(table);
  }
}

function head(scope, label) {
  const node = element("th", "", [element("span", "name", label)]);
  node.scope = scope;
  node.title = label;
  return node;
}

/** The runs at one place: how most of them ended. */
class Cell {
  constructor(places, queries, base) {
    this.places = places;
    this.node = element("td");
    mark(this.node, "data-link", places.length ? "due" : "none");
    if (!places.length) {
      this.node.textContent = "—";
      this.node.title = "makes no sense";
      return;
    }
    this.link = element("a", "", "·");
    this.link.href = new URL(`?${queries[places[0]]}`, base).href;
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
    this.link.title = `${told.join(", ")} of ${this.places.length}`;
    // A label that lacks the words in sight cannot be spoken to by voice control.
    const label = `${this.link.textContent}: ${this.link.title}; open the first run`;
    mark(this.link, "aria-label", label);
  }
}