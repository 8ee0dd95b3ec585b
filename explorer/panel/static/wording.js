// The panel's words: for runs, for the five links of the chain, and for why no socket opens.

export const KIND = { broken: "Broken", fixed: "Fixed" };

const MODE = { xla: "XLA-compiled", graph: "plain graph", eager: "not compiled (500 steps at most)" };

/** How the segments of a run were computed, in their order. @param {{mode: string}[]} segments */
export function modes(segments) {
  const words = segments.map(({ mode }) => MODE[mode]).filter(Boolean);
  return words.filter((each, i) => each !== words[i - 1]).join(", then ");
}

/** A gradient that is not there. */
export const NOTHING = "nothing";

export const CONTINUING = "Continuing on another worker";
export const STARTING_OVER = "Starting over on another kind of machine";
export const NO_CHARTS = "No charts: the train step raised before the first step was complete.";
export const CHARTS_LATER = "The charts appear with the first step.";

const BASE_PATH = (pathname) =>
  `, and STREAMLIT_SERVER_BASE_URL_PATH of the server has to be ${pathname}, or empty if the proxy strips it`;

/**
 * What keeps sockets from opening, and what the proxy has to do, by the faults that `reach.js` finds.
 * @type {Record<string, (base: URL, status: number) => string>}
 */
export const UNREACHABLE = {
  path: ({ href, pathname }, status) =>
    `Base path: ${href}api/health does not lead to this app (HTTP status ${status}). The proxy has to ` +
    `pass on all paths below ${pathname}${pathname === "/" ? "" : BASE_PATH(pathname)}.`,
  host: ({ host }) =>
    `Host: the server did not receive “Host: ${host}”. The proxy has to pass this header on unchanged ` +
    "(nginx: proxy_set_header Host $http_host;).",
  origin: ({ origin }) =>
    `Origin: the server did not receive “Origin: ${origin}”. The proxy has to pass this header on ` +
    "unchanged.",
  upgrade: () =>
    "Upgrade: pages arrive, but WebSockets do not open. The proxy has to pass on the headers Upgrade and " +
    'Connection (nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; ' +
    'proxy_set_header Connection "upgrade";).',
};

/** In place of an optimum that is not finite. */
export const AT_BOUND = { "-Infinity": "at lower bound", Infinity: "at upper bound" };

/** Why a column has no finite number. @param {import("./telemetry.js").Run} run @param {string} name */
export function noValue(run, name) {
  if (!run.rows) return run.end ? "No step was taken" : "Before the first step";
  if (name.includes(".grad_")) return run.end ? "No gradient at any step" : "No gradient so far";
  return "Not a finite number at any step";
}

/** Why a run has no landscape; "" if it has one. @param {import("./telemetry.js").Run} run */
export function noLandscape(run) {
  if (run.landscape) return "";
  if (run.complete) return "Not measured";
  return run.end ? "Being measured" : "After the run";
}

export const SEEDS = "16 seeds";
export const SEEDS_OFF = "off, since the runs changed";
/** What the band is, in the legend. */
export const BAND = "Seeds: 10 to 90 %, median";

export const SAVED_LATER = "When the runs are over.";
export const NOTHING_TO_SAVE = "A run failed, so there is nothing to save.";

/** Words for the state of a link; `words/findings.py` has the same. */
export const STATE = { lost: "lost here", unreached: "not reached" };

/** What follows a link's name when it holds; when it does not, the server sends the reason. */
export const PHRASE = {
  variable: "is one variable",
  used: "by the loss",
  listed: "for the gradient",
  delivered: "to the optimizer",
  moved: "from its start",
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
