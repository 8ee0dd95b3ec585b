// The panel's words for runs and for the five links of the chain.

export const KIND = { broken: "Broken", fixed: "Fixed" };

export const MODE = { xla: "XLA-compiled", graph: "plain graph", eager: "not compiled, 500 steps at most" };

/** A gradient that is not there. */
export const NOTHING = "nothing";

export const CONTINUING = "Continuing on another worker";
export const NO_CHARTS = "No charts: the train step raised before the first step was complete.";
export const CHARTS_LATER = "The charts appear with the first step.";

/** Words for the state of a link; `words/findings.py` has the same. */
export const STATE = { lost: "lost here", unreached: "not reached" };

/** A link's text when it holds; when it does not, the server sends the reason. */
export const PHRASE = {
  variable: "is one variable",
  used: "used by the loss",
  listed: "listed for the gradient",
  delivered: "delivered to the optimizer",
  moved: "moved from its start",
};

/**
 * A run's name, numbered where there are several of its kind.
 * @param {{kind: string}[]} wirings @param {number} index
 */
export function runName(wirings, index) {
  const { kind } = wirings[index];
  const alike = wirings.filter((wiring) => wiring.kind === kind);
  return alike.length > 1 ? `${KIND[kind]} ${alike.indexOf(wirings[index]) + 1}` : KIND[kind];
}

const SHAPES = {
  a: "M8 1l7 7-7 7-7-7z",
  b: "M8 1.5a6.5 6.5 0 100 13 6.5 6.5 0 000-13z",
  c: "M2 2h12v12H2z",
  d: "M8 1.5l7 12.5H1z",
};

/** The mark of a run: a shape, so that colour is not the only cue. The same as in `style.py`. */
export function shape(letter) {
  return `<svg class="shape" viewBox="0 0 16 16" aria-hidden="true"><path d="${SHAPES[letter]}"/></svg>`;
}
