// The clipboard, and what to do where the browser does not allow it.

import { element } from "./dom.js";

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
