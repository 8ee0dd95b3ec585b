// *16 seeds*: asks for the same runs with other seeds once they are over, and hands out their bands.

import { mark, write } from "./dom.js";
import { LastingSocket } from "./socket.js";
import { SEEDS, SEEDS_OFF } from "./wording.js";

/** Owner of the switch and of the socket that it opens. */
export class Seeds {
  /** @param {HTMLButtonElement} button @param {(runs: object[]) => void} show bands, or none */
  constructor(button, show) {
    this.button = button;
    this.shown = show;
    button.onclick = () => (this.socket ? this.stop() : this.#start());
  }

  /** @param {URL|null} address of the socket; null where there is none */
  offer(address) {
    const was = Boolean(this.socket);
    this.stop();
    if (was) this.#say(SEEDS_OFF);
    this.address = address;
    this.button.hidden = !address;
  }

  /** @param {boolean} over whether the runs are: before, nothing else may slow them */
  update(over) {
    this.button.disabled = !over && !this.socket;
    this.button.title = over
      ? "Compute the same runs with 15 more seeds, and show where they go: median, 10 to 90 %"
      : "When the runs are over";
  }

  #start() {
    this.done = false;
    this.#say("starting");
    mark(this.button, "aria-pressed", "true");
    this.socket = new LastingSocket({
      address: () => this.address,
      received: (message) => this.#take(message),
      complete: () => this.done,
      lost: () => this.#say("connection lost"),
      busy: (message, seconds) => this.#say(`${message}; trying again in ${seconds} s`),
    });
  }

  #take(message) {
    if (message.type !== "seeds") {
      this.#say(message.message ?? "");
      return;
    }
    this.done = message.done === message.of;
    if (this.done) this.socket.end();
    this.#say(this.done ? "" : `${message.done} of ${message.of}`);
    this.shown(message.runs);
  }

  stop() {
    this.socket?.close();
    this.socket = null;
    this.#say("");
    mark(this.button, "aria-pressed", "false");
    this.shown([]);
  }

  #say(words) {
    write(this.button, words ? `${SEEDS}: ${words}` : SEEDS);
  }
}
