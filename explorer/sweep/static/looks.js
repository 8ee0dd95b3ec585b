// How a series looks, in the chart and beside its row of the table.

/** Outlines of Plotly's symbols, 12 by 12. */
const OUTLINES = {
  diamond: "M6 1l5 5l-5 5l-5 -5z",
  circle: "M1.5 6a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0",
  square: "M2 2h8v8h-8z",
  "triangle-up": "M6 1.5l5 9h-10z",
  cross: "M4.3 1h3.4v3.3h3.3v3.4h-3.3v3.3h-3.4v-3.3h-3.3v-3.4h3.3z",
  star: "M6 .8l1.6 3.5l3.8 .4l-2.8 2.6l.8 3.7l-3.4 -1.9l-3.4 1.9l.8 -3.7l-2.8 -2.6l3.8 -.4z",
  hexagon: "M6 1l4.4 2.5v5l-4.4 2.5l-4.4 -2.5v-5z",
  x: "M2.9 1l3.1 3.1l3.1 -3.1l1.9 1.9l-3.1 3.1l3.1 3.1l-1.9 1.9l-3.1 -3.1l-3.1 3.1l-1.9 -1.9l3.1 -3.1l-3.1 -3.1z",
};

/**
 * The look of a series. When the colours begin again, they meet other symbols and dashes.
 * @param {[string, string, string, string][]} series colour on light, on dark, dash and symbol
 * @param {number} row of the series
 */
export function lookOf(series, row) {
  const count = series.length;
  const [light, dark] = series[row % count];
  const [, , dash, symbol] = series[(row + Math.floor(row / count)) % count];
  return { light, dark, dash, symbol };
}

/** Its mark. @param {ReturnType<typeof lookOf>} look */
export function swatch({ light, dark, symbol }) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 12 12");
  svg.setAttribute("class", "swatch");
  svg.setAttribute("aria-hidden", "true");
  svg.style.fill = `light-dark(${light}, ${dark})`;
  svg.innerHTML = `<path d="${OUTLINES[symbol]}"/>`;
  return svg;
}
