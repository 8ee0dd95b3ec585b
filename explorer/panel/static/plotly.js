// Loads Plotly.js once per page, and its styles into a shadow root.

/** @type {Map<string, Promise<object>>} */
const loading = new Map();

/** Fetch it, but do not run it yet. @param {string} address */
export function preload(address) {
  if (loading.has(address)) return;
  const link = document.createElement("link");
  link.rel = "preload";
  link.as = "script";
  link.href = address;
  document.head.append(link);
}

/**
 * @param {string} address
 * @returns {Promise<object>} Plotly
 */
export function loadPlotly(address) {
  if (!loading.has(address)) loading.set(address, load(address));
  return loading.get(address);
}

function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      loading.delete(address);
      reject(new Error(`${address} could not be loaded`));
    };
    document.head.append(script);
  });
}

/**
 * Plotly puts its rules into the document's head, which a shadow root does not see.
 * @param {HTMLElement} node inside the shadow root
 */
export function adoptPlotlyStyles(node) {
  const root = node.getRootNode();
  const rules = document.getElementById("plotly.js-style-global")?.sheet?.cssRules;
  if (!(root instanceof ShadowRoot) || !rules) return;
  const sheet = new CSSStyleSheet();
  for (const rule of rules) sheet.insertRule(rule.cssText, sheet.cssRules.length);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
