// A shortcut to the player for keyboard users: about thirty Tab stops come before it.

import { element } from "./dom.js";

const HIDDEN = "position:fixed;top:0;left:0;z-index:1000001;padding:8px 14px;transform:translateY(-110%)";
const SHOWN = `${HIDDEN};transform:none;background:#fff;color:#31333f;border:3px solid #0072b2;border-radius:0 0 8px 0`;

/**
 * Put it before everything else on the page.
 * @param {HTMLElement} target what it skips to
 * @returns {HTMLElement} to be removed with the panel
 */
export function skipTo(target) {
  const link = element("button", "", "Skip to the player");
  link.type = "button";
  link.style.cssText = HIDDEN;
  link.onfocus = () => (link.style.cssText = SHOWN);
  link.onblur = () => (link.style.cssText = HIDDEN);
  link.onclick = () => {
    target.focus();
    target.scrollIntoView({ block: "center" });
  };
  const node = element("nav", "", [link]);
  node.setAttribute("aria-label", "Skip");
  document.body.prepend(node);
  return node;
}
