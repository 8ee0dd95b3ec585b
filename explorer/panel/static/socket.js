// A WebSocket that opens at once, and again after a lost connection or a refusal for now.

import { faults } from "./reach.js";

const FIRST_WAIT = 300;
const LONGEST_WAIT = 5000;
const FIRST_REFUSED_WAIT = 2000;
const LONGEST_REFUSED_WAIT = 30000;
const FAILURES = 2;

/**
 * @typedef {Object} Owner
 * @property {(again: boolean) => URL} address
 * @property {() => void} [opened] called every time that it opens
 * @property {(message: object|ArrayBuffer) => void} received
 * @property {() => boolean} [complete] whether nothing more will come
 * @property {(why: string) => void} lost called again when it is known why; until then it is ""
 * @property {(message: string, seconds: number) => void} busy the server is full; seconds until
 *   the next try
 */

/** Owns the socket and its retry delay. */
export class LastingSocket {
  /** @param {Owner} owner */
  constructor(owner) {
    this.owner = owner;
    /** Times in a row that it did not open, and what keeps it from it. */
    this.failures = 0;
    this.why = "";
    this.#calm();
    this.#open(false);
  }

  /** Send a message; does nothing while disconnected. */
  send(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  close() {
    this.end();
    clearTimeout(this.timer);
    this.#drop();
  }

  /** Do not open it again. */
  end() {
    this.ended = true;
  }

  /** Open it again after a while. */
  reopen() {
    this.#drop();
    if (this.ended || this.owner.complete?.()) return;
    this.owner.lost(this.why);
    this.timer = setTimeout(() => this.#open(true), this.wait);
    this.wait = Math.min(2 * this.wait, LONGEST_WAIT);
  }

  #opened() {
    this.failures = 0;
    this.why = "";
    this.owner.opened?.();
  }

  #closed() {
    this.failures += 1;
    this.reopen();
    if (this.failures >= FAILURES && !this.ended) this.#ask();
  }

  async #ask() {
    const { failures } = this;
    const why = await faults(new URL("..", httpOf(this.owner.address(false))));
    if (!why || this.failures < failures || this.ended) return;
    this.why = why;
    this.owner.lost(why);
  }

  #calm() {
    this.wait = FIRST_WAIT;
    this.refusedWait = FIRST_REFUSED_WAIT;
  }

  #open(again) {
    const socket = new WebSocket(this.owner.address(again));
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#opened();
    socket.onmessage = ({ data }) => this.#receive(typeof data === "string" ? JSON.parse(data) : data);
    socket.onclose = () => this.#closed();
    this.socket = socket;
  }

  #receive(message) {
    const refused = message.type === "refused";
    if (refused && message.retry) {
      this.#retry(message);
      return;
    }
    this.#calm();
    if (refused) this.end();
    this.owner.received(message);
  }

  // A random delay, so that tabs refused together do not retry together.
  #retry(message) {
    this.#drop();
    const wait = this.refusedWait * (0.75 + 0.5 * Math.random());
    this.refusedWait = Math.min(2 * this.refusedWait, LONGEST_REFUSED_WAIT);
    this.owner.busy(message.message, Math.round(wait / 1000));
    this.timer = setTimeout(() => this.#open(true), wait);
  }

  #drop() {
    if (!this.socket) return;
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
    this.socket.close();
    this.socket = null;
  }
}

/** The same address for what is no socket. */
function httpOf(address) {
  const page = new URL(address);
  page.protocol = page.protocol.replace("ws", "http");
  return page;
}
