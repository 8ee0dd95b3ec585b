// Places along the axes of a grid: which points belong to which series and column, and how they end.

/**
 * @param {object} grid as the socket sends it @param {string} name of an axis, or empty
 * @returns {{title: string, labels: string[], values: Array, numeric: boolean,
 *   at: (place: number) => number}} an axis; without a name one with one place and no label
 */
export function axisOf(grid, name) {
  const index = grid.axes.findIndex((axis) => axis.name === name);
  if (index < 0) return { title: "", labels: [""], values: [0], numeric: false, at: () => 0 };
  return { ...grid.axes[index], at: (place) => grid.points[place][index] };
}

/**
 * The points by series and column.
 * @returns {number[][][]} places `[series][column]`
 */
export function sorted(grid, columns, rows) {
  const cells = rows.labels.map(() => columns.labels.map(() => []));
  grid.points.forEach((_, place) => cells[rows.at(place)][columns.at(place)].push(place));
  return cells;
}

/** Finite ends of a parameter, ascending, each with its point's place. */
export function endsOf(places, results, parameter) {
  return places
    .map((place) => ({ place, y: results.get(place)?.values?.[parameter]?.[1] }))
    .filter(({ y }) => Number.isFinite(y))
    .sort((a, b) => a.y - b.y);
}

/** For each series how many later ones end the same: it is drawn larger, beneath them. */
export function beneath(cells, results, parameter) {
  const ends = cells.map((columns) =>
    columns.map((places) => endsOf(places, results, parameter).map(({ y }) => y).join(" ")).join(";"),
  );
  return ends.map((own, row) => ends.slice(row + 1).filter((other) => /\d/.test(own) && other === own).length);
}

/** @param {number[]} values ascending @param {number} share from 0 to 1 */
export function quantile(values, share) {
  const at = share * (values.length - 1);
  const low = Math.floor(at);
  return values[low] + (at - low) * ((values[low + 1] ?? values[low]) - values[low]);
}

/** Where a loss reads its parameter in another way, only the parameter's own values compare. */
export function comparable(results, view) {
  const own = [...results.values()].some(({ values }) => values === null);
  if (!own) return { results, view, own };
  const owned = [...results].map(([place, cell]) => [place, { ...cell, values: cell.own }]);
  return { results: new Map(owned), view: { ...view, symbol: view.own }, own };
}
