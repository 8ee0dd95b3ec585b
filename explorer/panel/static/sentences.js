// What happened, in one sentence a run; until it is there, how far the run is.

import { element, mark, write } from "./dom.js";
import { whole } from "./format.js";
import { runName, shape } from "./wording.js";

const WAITING = "Connecting";

/** Owner of the sentences above the chain. */
export class Sentences {
  /** @param {HTMLElement} node @param {HTMLElement} announcer aria-live */
  constructor(node, announcer) {
    this.node = node;
    this.announcer = announcer;
    this.blocks = [];
  }

  /** @param {object[]} wirings of the comparison */
  show(wirings) {
    this.blocks = wirings.map((wiring, i) => block(wiring, runName(wirings, i)));
    this.node.replaceChildren(...this.blocks.map(({ node }) => node));
    write(this.announcer, "");
  }

  /** Replace everything by a message: nothing will run. */
  fail(message) {
    const alert = element("div", "alert", message);
    alert.setAttribute("role", "alert");
    this.node.replaceChildren(alert);
    this.blocks = [];
  }

  /** The runs as they are now. @param {import("./telemetry.js").Run[]} runs */
  update(runs, now) {
    this.blocks.forEach((shown, i) => {
      const run = runs[i];
      if (run.end) this.#end(shown, run.end);
      else progress(shown, run, now);
    });
  }

  #end(shown, end) {
    if (shown.end === end) return;
    shown.end = end;
    mark(shown.node, "data-state", end.type);
    const sentence = end.sentence || end.message || "The run ended.";
    write(shown.text, sentence);
    this.announcer.append(element("p", "", `${shown.name}: ${sentence}`));
    const told = whatKerasSaid(end);
    if (told) showTold(shown, ...told);
  }
}

function block(wiring, name) {
  const badge = element("strong", "badge");
  badge.innerHTML = shape(wiring.kind);
  badge.append(name);
  const text = element("p", "text", WAITING);
  const more = element("div", "more", wiring.title);
  const node = element("div", `sentence ${wiring.kind}`, [badge, text, more]);
  mark(node, "data-state", "waiting");
  more.title = wiring.cause ?? "";
  return { node, text, more, name, since: performance.now(), end: null };
}

function progress(shown, run, now) {
  if (run.rows) {
    const doing = run.state?.type === "restarted" ? run.state.text : "Computing";
    write(shown.text, `${doing}: step ${whole(run.rows)} of ${whole(run.steps)}`);
    return;
  }
  const seconds = ((now - (run.stateSince ?? shown.since)) / 1000).toFixed(1);
  write(shown.text, `${run.state?.text ?? WAITING}, ${seconds} s`);
}

/** @returns {[string, string]|null} when it was said, and the words; where Keras misleads, that first */
function whatKerasSaid({ exception, warnings = [], corrections = [] }) {
  const said = exception ? `${exception.type}: ${exception.message}` : warnings.join(" ");
  if (!said) return null;
  const when = exception ? `raised at step ${whole(exception.step)}: ` : "Keras warned: ";
  return [when, corrections.length ? `Its hint misleads. ${corrections.join(" ")} It said: ${said}` : said];
}

function showTold(shown, when, words) {
  const code = element("code", "exception", words);
  const button = element("button", "expand", "Show all");
  button.type = "button";
  button.onclick = () => {
    const open = code.classList.toggle("open");
    write(button, open ? "Show less" : "Show all");
    mark(button, "aria-expanded", String(open));
  };
  mark(button, "aria-expanded", "false");
  shown.more.replaceChildren(`${shown.more.textContent} · ${when}`, code, button);
  requestAnimationFrame(() => {
    button.hidden = code.scrollWidth <= code.clientWidth + 1 && code.scrollHeight <= code.clientHeight + 1;
  });
}

