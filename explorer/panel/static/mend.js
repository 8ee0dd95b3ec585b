// The way from a broken wiring to the fixed one that mends it with the least change.

import { element } from "./dom.js";

/**
 * Hidden at first; null where nothing mends it beyond what is shown already.
 * @param {{key: string, title: string}} [mendedBy] @param {(wiring: string) => void} mend
 */
export function mendButton(mendedBy, mend) {
  if (!mendedBy) return null;
  const button = element("button", "mend", "Mend it");
  button.type = "button";
  button.title = `Set beside it: ${mendedBy.title}, the least change that mends it`;
  button.hidden = true;
  button.onclick = () => mend(mendedBy.key);
  return button;
}
