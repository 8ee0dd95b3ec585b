// The next step: from a broken wiring to the fixed one that mends it with the least change; from a
// run that diverges or cheats to a remedy.

import { button, element } from "./dom.js";

/**
 * Hidden at first; null where no wiring mends it, or the one that does is already shown.
 * @param {{key: string, title: string}} [mendedBy] @param {(wiring: string) => void} mend
 */
export function mendButton(mendedBy, mend) {
  if (!mendedBy) return null;
  const node = button("Mend it", () => mend(mendedBy.key), "mend");
  node.title = `Show ${mendedBy.title} beside it: the smallest change that mends this`;
  node.hidden = true;
  return node;
}

/**
 * The remedy for a run that ended, and the button that applies it; empty where all is well.
 * @param {import("./telemetry.js").Run} run @param {{cures: boolean}} wiring
 * @param {Record<string, {words: string, label: string}>} remedies by name
 * @param {(name: string) => void} take
 * @returns {HTMLElement[]}
 */
export function remedyFor(run, wiring, remedies, take) {
  const name = remedyName(run, wiring, remedies);
  if (!name) return [];
  const { words, label } = remedies[name];
  const open = label ? [button(label, () => take(name), "mend")] : [];
  return [element("span", "remedy", [element("span", "", words), ...open])];
}

/** A broken chain has a next step of its own; a wiring that is the cure needs none. */
function remedyName({ end, lastChain: chain }, { cures }, remedies) {
  const whole = chain && chain.broken_link === null;
  if (whole && !cures && remedies.loss && end.type !== "raised") return "loss";
  return end.type === "diverged" || (whole && end.verdict === "worse") ? "rate" : null;
}
