// Buttons that are one stop of the Tab key. Up and Down walk along them: Left and Right step the
// playhead.

import { mark } from "./dom.js";

const KEYS = { ArrowDown: 1, ArrowUp: -1 };

/** @param {HTMLElement} node that holds the buttons; `alone` is called once they are in it */
export function toolbar(node) {
  mark(node, "role", "toolbar");
  mark(node, "aria-orientation", "vertical");
  node.addEventListener("focusin", (event) => alone(node, event.target));
  node.addEventListener("keydown", (event) => {
    if (!(event.key in KEYS)) return;
    const stops = [...node.querySelectorAll("button")];
    stops[(stops.indexOf(event.target) + KEYS[event.key] + stops.length) % stops.length].focus();
    event.preventDefault();
  });
}

/** Let Tab reach only one of the buttons. @param {HTMLElement} [stop] the first if none is given */
export function alone(node, stop = node.querySelector("button")) {
  for (const each of node.querySelectorAll("button")) each.tabIndex = each === stop ? 0 : -1;
}
