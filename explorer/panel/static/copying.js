// The clipboard, and what to do where the browser does not allow it.

import { button, element } from "./dom.js";

/** @param {string} text @returns {Promise<boolean>} false if the browser does not allow it */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A field that holds the text, to be copied by hand. @param {string} text */
export function selectable(text) {
  const field = element(text.includes("\n") ? "textarea" : "input", "copyable");
  field.readOnly = true;
  field.value = text;
  if (field.rows) field.rows = text.split("\n").length;
  field.setAttribute("aria-label", "Copy this by hand");
  field.onfocus = () => field.select();
  return field;
}

/**
 * Copy a link.
 * @param {string} link
 * @param {string} command computes the same, for those who cannot open the link
 * @returns {Promise<Node[]>} what to show then
 */
export async function copyLink(link, command) {
  const copied = await copy(link);
  const lines = [copied ? element("p", "", "Link copied.") : selectable(link)];
  if (isLocal(location.hostname)) lines.push(...onlyHere(command));
  return lines;
}

function onlyHere(command) {
  const text = "It points to this computer: nobody else can open it. They can run this instead:";
  const code = element("code", "", command);
  const again = button("Copy command", async () => {
    if (await copy(command)) again.textContent = "Copied";
    else code.replaceWith(selectable(command));
  });
  return [element("p", "", text), code, again];
}

/** Whether an address with this host means the reader's own machine. */
export function isLocal(host) {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[?::1\]?)$/.test(host);
}
