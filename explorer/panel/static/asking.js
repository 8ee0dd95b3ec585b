// Asks the server about the steps shown: not before the viewer rests on one, each step once, and
// nothing about a step that was left.

const REST = 150;
const SLOW = 1000;
const AGAIN = 2000;
const KEPT = 500;

/** Owner of questions under way and of the answers held. */
export class Asking {
  /**
   * @param {(run: number, step: number, signal: AbortSignal) => Promise<object>} ask
   * @param {() => void} changed called when there is something new to show
   */
  constructor(ask, changed) {
    this.ask = ask;
    this.changed = changed;
    this.answers = new Map();
    this.steps = [];
  }

  /** A new comparison: what was answered is of no use. */
  forget() {
    this.#leave();
    this.answers.clear();
    this.steps = [];
  }

  /** @param {number[]} steps of each run the step shown, 0 for none */
  want(steps) {
    if (steps.join() === this.steps.join()) return;
    this.#leave();
    this.steps = steps;
    const missing = steps.flatMap((step, run) => (step && !this.answers.has(key(run, step)) ? [run] : []));
    if (!missing.length) return;
    this.since = performance.now();
    this.#later(() => missing.forEach((run) => this.#send(run, steps[run])), REST);
    this.#later(() => this.changed(), SLOW);
  }

  /**
   * What is known about a step: `parameters`, or `refused` in words, or that it is `waiting`.
   * @returns {{parameters?: object, refused?: string, waiting?: boolean, slow?: boolean}}
   */
  answer(run, step) {
    const held = this.answers.get(key(run, step));
    return held ?? { waiting: true, slow: performance.now() - this.since >= SLOW };
  }

  async #send(run, step) {
    const { signal } = this.leaving;
    let answer;
    try {
      answer = await this.ask(run, step, signal);
    } catch {
      answer = { message: "the server does not answer", retry: true };
    }
    if (signal.aborted) return;
    if (answer.retry) this.#later(() => this.#send(run, step), AGAIN);
    this.#keep(key(run, step), answer.parameters ? answer : { refused: answer.message, waiting: answer.retry });
    this.changed();
  }

  #keep(name, answer) {
    this.answers.set(name, answer);
    if (this.answers.size > KEPT) this.answers.delete(this.answers.keys().next().value);
  }

  #later(act, delay) {
    this.timers.push(setTimeout(act, delay));
  }

  /** Drop what is under way. */
  #leave() {
    this.timers?.forEach(clearTimeout);
    this.timers = [];
    this.leaving?.abort();
    this.leaving = new AbortController();
    for (const [name, { retry, waiting }] of this.answers) if (retry || waiting) this.answers.delete(name);
  }
}

function key(run, step) {
  return `${run}:${step}`;
}
