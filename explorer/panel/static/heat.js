// Which class wins where, and how clearly: a snapshot's grid made finer, so that its colours meet
// exactly at the border that `contours.js` draws.

import { lead } from "./lead.js";

const FINER = 4;

/**
 * @param {ArrayLike<number>} values row after row; see `lead.js`
 * @param {number[]} columns @param {number[]} rows coordinates of the grid
 * @returns {{x: number[], y: number[], z: number[][]}} at each point of the finer grid the class
 *   that wins, plus half of how sure that is: its probability above the next, as a share of both
 */
export function heat(values, columns, rows) {
  const [x, y] = [finer(columns), finer(rows)];
  const z = y.map(() => new Array(x.length));
  for (let row = 0; row + 1 < rows.length; row++) {
    for (let column = 0; column + 1 < columns.length; column++) {
      const first = row * columns.length + column;
      const corners = [first, first + 1, first + columns.length, first + columns.length + 1];
      fill(z, row, column, corners.map((at) => values[at]));
    }
  }
  return { x, y, z };
}

/** One cell, its far edges included. */
function fill(z, row, column, corners) {
  const classes = [...new Set(corners.map(Math.floor))];
  const leads = classes.map((k) => corners.map((value) => lead(value, k)));
  for (let i = 0; i <= FINER; i++) {
    for (let j = 0; j <= FINER; j++) {
      z[row * FINER + i][column * FINER + j] = between(classes, leads, j / FINER, i / FINER);
    }
  }
}

/** The value inside a cell, at these shares of its width and height. */
function between(classes, leads, right, up) {
  let [winner, most] = [NaN, -Infinity];
  classes.forEach((k, i) => {
    const [a, b, c, d] = leads[i];
    const own = (1 - up) * ((1 - right) * a + right * b) + up * ((1 - right) * c + right * d);
    if (own > most) [winner, most] = [k, own];
  });
  // Where three classes meet, none may lead.
  return winner + Math.tanh(Math.max(0, most) / 2) / 2;
}

function finer(ticks) {
  const count = (ticks.length - 1) * FINER;
  const step = (ticks.at(-1) - ticks[0]) / count;
  return Array.from({ length: count + 1 }, (_, i) => ticks[0] + i * step);
}
