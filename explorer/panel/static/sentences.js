// What happened, one sentence per run; until a run has ended, its progress.

import { element, mark, write } from "./dom.js";
import { duration, whole } from "./format.js";
import { mendButton, remedyFor } from "./mend.js";
import { runName, shape } from "./wording.js";

const WAITING = "Connecting";

/** Owner of the sentences above the chain. */
export class Sentences {
  /**
   * @param {HTMLElement} node @param {HTMLElement} announcer aria-live
   * @param {(wiring: string) => void} mend called with the key of the wiring that mends one
   * @param {(name: string) => void} remedy called with the name of the remedy to take
   */
  constructor(node, announcer, mend, remedy) {
    this.node = node;
    this.announcer = announcer;
    this.mend = mend;
    this.remedy = remedy;
    this.blocks = [];
  }

  /** @param {object[]} wirings of the comparison @param {Record<string, object>} remedies by name */
  show(wirings, remedies) {
    this.remedies = remedies;
    this.blocks = wirings.map((wiring, i) => block(wiring, runName(wirings, i), this.mend));
    this.node.replaceChildren(...this.blocks.map(({ node }) => node));
    write(this.announcer, "");
  }

  /** Replace everything with an error message: nothing will run. */
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
      if (run.end) this.#end(shown, run);
      else progress(shown, run, now);
    });
  }

  /** How other seeds went, a sentence for each run; none takes them away. */
  addSeeds(sentences) {
    this.blocks.forEach(({ seeds }, i) => {
      write(seeds, sentences[i] ?? "");
      seeds.hidden = !sentences[i];
    });
  }

  /** How far the visitor's own curve was off. */
  addGuess(run, words) {
    this.blocks[run]?.more.append(element("span", "guessed", words));
  }

  #end(shown, run) {
    const { end, lastChain: chain, rows } = run;
    if (shown.end === end) return;
    shown.end = end;
    mark(shown.node, "data-state", end.type);
    mark(shown.node, "data-verdict", end.verdict ?? "");
    const sentence = end.sentence || end.message || "The run ended.";
    write(shown.text, sentence);
    this.announcer.append(element("p", "", `${shown.name}: ${sentence}`));
    // If there is nothing else to see, show all of it.
    showKerasOutput(shown.more, end, rows === 0 && this.blocks.length === 1);
    const remedy = remedyFor(run, shown.wiring, this.remedies, this.remedy);
    shown.more.append(...remedy);
    // If a link is lost, the chain offers the button there.
    if (shown.mend) shown.mend.hidden = !chain || chain.broken_link !== null || run.rewired;
  }
}

function block(wiring, name, onMend) {
  const badge = element("strong", "badge");
  badge.innerHTML = shape(wiring.letter);
  badge.append(name);
  const text = element("p", "text", WAITING);
  const title = element("span", "title", wiring.title);
  const mend = mendButton(wiring.mended_by, onMend);
  const more = element("div", "more", [title, mend].filter(Boolean));
  const seeds = element("p", "of-seeds");
  seeds.hidden = true;
  const node = element("div", `sentence ${wiring.kind} run-${wiring.letter}`, [badge, text, more, seeds]);
  mark(node, "data-state", "waiting");
  return { node, text, more, seeds, mend, name, wiring, since: performance.now(), end: null };
}

function progress(shown, run, now) {
  if (run.rows) {
    const doing = run.state?.type === "restarted" ? run.state.text : "Computing";
    write(shown.text, `${doing}: step ${whole(run.rows)} of ${whole(run.steps)}`);
    return;
  }
  const waited = duration((now - (run.stateSince ?? shown.since)) / 1000);
  write(shown.text, `${run.state?.text ?? WAITING}, ${waited}`);
}

/** Keras's own words on one line. A hint that misleads is marked, and corrected on demand. */
function showKerasOutput(more, { exception, warnings = [], corrections = [] }, opened) {
  const raised = exception ? [`${exception.type}: ${exception.message}`] : [];
  const output = [...raised, ...warnings].join(" ");
  if (!output) return;
  const when = exception ? `raised at step ${whole(exception.step)}: ` : "Keras warned: ";
  const code = element("code", "exception", output);
  const hint = corrections.length ? [element("em", "misleads", "Its hint misleads.")] : [];
  const truth = corrections.length ? [element("p", "truth", corrections.join(" "))] : [];
  const button = element("button", "expand");
  button.type = "button";
  const show = (open) => {
    more.classList.toggle("open", open);
    write(button, open ? "Show less" : "Show all");
    mark(button, "aria-expanded", String(open));
  };
  button.onclick = () => show(!more.classList.contains("open"));
  show(opened);
  more.append(`· ${when}`, code, ...hint, button, ...truth);
  requestAnimationFrame(() => {
    const whole_ = code.scrollWidth <= code.clientWidth + 1 && code.scrollHeight <= code.clientHeight + 1;
    button.hidden = whole_ && !truth.length && !opened;
  });
}
