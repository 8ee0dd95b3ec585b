// The borders between classes on a grid: marching squares, chained so that a dashed line stays
// dashed.

import { lead } from "./lead.js";

/**
 * @param {ArrayLike<number>} values row after row; see `lead.js`
 * @param {number[]} columns @param {number[]} rows coordinates of the grid
 * @returns {{x: number[], y: number[]}} lines with a NaN between them
 */
export function contours(values, columns, rows) {
  const lines = new Lines();
  for (let row = 0; row + 1 < rows.length; row++) {
    for (let column = 0; column + 1 < columns.length; column++) {
      const first = row * columns.length + column;
      const corners = [first, first + 1, first + columns.length + 1, first + columns.length];
      const winners = [...new Set(corners.map((at) => Math.floor(values[at])))].sort();
      if (!winners.every(Number.isFinite)) continue;
      // Both sides of a border would draw the same line.
      for (const k of winners.slice(0, -1)) {
        lines.cell(corners, corners.map((at) => lead(values[at], k)));
      }
    }
  }
  return lines.points(columns, rows);
}

/** Owner of the pieces found so far, by the edges of the grid that they end on. */
class Lines {
  constructor() {
    /** @type {Map<string, {from: number, to: number, share: number, next: string[]}>} */
    this.ends = new Map();
  }

  /** Add what passes through one cell. @param {number[]} corners around it @param {number[]} leads */
  cell(corners, leads) {
    const keys = [];
    corners.forEach((from, i) => {
      const j = (i + 1) % 4;
      if (leads[i] > 0 !== leads[j] > 0) keys.push(this.#end(from, corners[j], leads[i], leads[j]));
    });
    for (let i = 0; i + 1 < keys.length; i += 2) {
      this.ends.get(keys[i]).next.push(keys[i + 1]);
      this.ends.get(keys[i + 1]).next.push(keys[i]);
    }
  }

  #end(from, to, here, there) {
    const key = `${Math.min(from, to)}:${Math.max(from, to)}`;
    if (!this.ends.has(key)) this.ends.set(key, { from, to, share: here / (here - there), next: [] });
    return key;
  }

  /** All pieces, chained: open lines first, from their ends; then the closed ones. */
  points(columns, rows) {
    const out = { x: [], y: [] };
    const keys = [...this.ends.keys()];
    const open = keys.filter((key) => this.ends.get(key).next.length === 1);
    for (const start of [...open, ...keys]) {
      for (let key = start, drawn = 0; key !== undefined; drawn++) {
        const end = this.ends.get(key);
        const next = end.next.pop();
        if (next === undefined && !drawn) break;
        if (!drawn && out.x.length) push(out, NaN, NaN);
        push(out, along(end, columns, 1), along(end, rows, columns.length, columns.length));
        if (next !== undefined) remove(this.ends.get(next).next, key);
        key = next;
      }
    }
    return out;
  }
}

/** Where a line crosses an edge, on one axis. */
function along({ from, to, share }, ticks, size, width = ticks.length) {
  const tick = (at) => ticks[size === 1 ? at % width : Math.floor(at / size)];
  return tick(from) + share * (tick(to) - tick(from));
}

function push(out, x, y) {
  out.x.push(x);
  out.y.push(y);
}

function remove(list, item) {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}
