// Plotly's colours and font, taken from the page, so that charts follow light and dark mode.

/**
 * @param {HTMLElement} root the panel
 * @returns {Record<string, string>} layout changes, as `Plotly.relayout` takes them
 */
export function plotlyTheme(root) {
  const style = getComputedStyle(root);
  const read = (name) => plain(style.getPropertyValue(name).trim(), root);
  return {
    "font.color": read("--muted"),
    "font.family": style.fontFamily,
    "xaxis.gridcolor": read("--grid"),
    "yaxis.gridcolor": read("--grid"),
    "yaxis.zerolinecolor": read("--zero"),
  };
}

/** Plotly reads rgba(), but neither var() nor color-mix(). */
function plain(color, root) {
  const probe = document.createElement("i");
  probe.style.color = color;
  root.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  context.fillStyle = resolved;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
  return `rgba(${red},${green},${blue},${(alpha / 255).toFixed(3)})`;
}
