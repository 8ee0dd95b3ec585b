// Text for pictures in SVG, which neither wraps nor cuts it: measured here, so that it fits.

export const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
// Another machine may lay the same words out a little wider.
const SLACK = 0.97;
// Characters that XML does not allow even when escaped.
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/**
 * @typedef {{size: number, weight?: number, color?: string, anchor?: "start"|"middle"|"end"}} Style
 */

/** @param {string} text @returns {string} as it stands in XML, between tags or in quotes */
export function escaped(text) {
  return String(text)
    .replace(FORBIDDEN, "\uFFFD")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");
}

/** One line of text. @param {number} x @param {number} y of its baseline @param {Style} style */
export function line(x, y, text, { size, weight = 400, color = "#31333f", anchor = "start" }) {
  const place = `x="${round(x)}" y="${round(y)}" text-anchor="${anchor}"`;
  return `<text ${place} font-size="${size}" font-weight="${weight}" fill="${color}">${escaped(text)}</text>`;
}

/** The text in lines no wider than `width`; a word that is wider is cut. @param {Style} style */
export function wrapped(text, width, style) {
  const lines = [];
  let held = "";
  for (const part of text.split(/(?<=[\s/&?])/).flatMap((word) => pieces(word, width, style))) {
    if (held && widthOf((held + part).trimEnd(), style) > width) {
      lines.push(held.trimEnd());
      held = "";
    }
    held += part;
  }
  return held ? [...lines, held.trimEnd()] : lines;
}

/** As much of the text as fits, with an ellipsis where some is left out. @param {Style} style */
export function shortened(text, width, style) {
  if (widthOf(text, style) <= width) return text;
  let kept = [...text];
  while (kept.length && widthOf(`${kept.join("")}…`, style) > width) kept = kept.slice(0, -1);
  return kept.length ? `${kept.join("").trimEnd()}…` : "";
}

function pieces(word, width, style) {
  const found = [];
  let rest = [...word];
  while (widthOf(rest.join("").trimEnd(), style) > width && rest.length > 1) {
    let count = rest.length - 1;
    while (count > 1 && widthOf(rest.slice(0, count).join(""), style) > width) count -= 1;
    found.push(rest.slice(0, count).join(""));
    rest = rest.slice(count);
  }
  return [...found, rest.join("")];
}

let context = null;

/** In pixels. @param {string} text @param {Style} style */
export function widthOf(text, { size, weight = 400 }) {
  context ??= document.createElement("canvas").getContext("2d");
  context.font = `${weight} ${size}px ${FONT}`;
  return context.measureText(text).width / SLACK;
}

export function round(value) {
  return Math.round(100 * value) / 100;
}
