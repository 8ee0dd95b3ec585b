// Making and finding elements.

/**
 * @param {string} tag
 * @param {string} [className]
 * @param {string|Node[]} [content]
 * @returns {HTMLElement}
 */
export function element(tag, className = "", content = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (Array.isArray(content)) node.append(...content);
  else if (content) node.textContent = content;
  return node;
}

/** @param {string} text @param {() => void} [act] @param {string} [className] */
export function button(text, act = null, className = "") {
  const node = element("button", className, text);
  node.type = "button";
  node.onclick = act;
  return node;
}

/** Write text only where it differs, to avoid needless layout. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Set an attribute only where it differs. */
export function mark(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/**
 * The elements of the panel's markup by their `data-part`.
 * @param {HTMLElement} root
 * @returns {Record<string, HTMLElement>}
 */
export function parts(root) {
  const found = {};
  for (const node of root.querySelectorAll("[data-part]")) found[node.dataset.part] = node;
  return found;
}
