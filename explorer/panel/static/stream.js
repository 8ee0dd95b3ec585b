// The WebSocket: opens at once, and resumes where it stopped after a lost connection.

import { readFrame } from "./frame.js";

const FIRST_WAIT = 300;
const LONGEST_WAIT = 5000;
const FIRST_REFUSED_WAIT = 2000;
const LONGEST_REFUSED_WAIT = 30000;

/**
 * @typedef {Object} Listener
 * @property {(message: object) => void} message any text message
 * @property {(frame: import("./frame.js").Frame) => boolean} frame false asks for a reconnect
 * @property {(run: number) => number} columnCount
 * @property {() => number[]} rowsHeld rows held of each run
 * @property {() => boolean} complete whether nothing more will come
 * @property {(connected: boolean) => void} connection
 * @property {(message: string, seconds: number) => void} busy the server is full; seconds until
 *   the next try
 */

/** One comparison's stream. Owns its socket and its retry delay. */
export class Stream {
  /** @param {URL} address without `from` @param {Listener} listener */
  constructor(address, listener) {
    this.address = address;
    this.listener = listener;
    this.wait = FIRST_WAIT;
    this.refusedWait = FIRST_REFUSED_WAIT;
    this.closed = false;
    this.#open(false);
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    this.#drop();
  }

  #open(again) {
    const address = new URL(this.address);
    if (again) address.search += `&from=${this.listener.rowsHeld().join(",")}`;
    const socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    socket.onmessage = (event) => this.#receive(event.data);
    socket.onclose = () => this.#lost();
    this.socket = socket;
  }

  #receive(data) {
    const message = typeof data === "string" ? JSON.parse(data) : null;
    if (message?.type === "refused" && message.retry) {
      this.#drop();
      this.#retry(message);
      return;
    }
    this.wait = FIRST_WAIT;
    this.refusedWait = FIRST_REFUSED_WAIT;
    this.listener.connection(true);
    if (message) {
      // A refusal, or an error that belongs to no run: nothing more will come.
      if (message.type === "refused") this.closed = true;
      if (message.type === "error" && message.run == null) this.closed = true;
      this.listener.message(message);
      return;
    }
    if (!this.#take(data)) {
      this.#drop();
      this.#lost();
    }
  }

  #take(data) {
    try {
      return this.listener.frame(readFrame(data, this.listener.columnCount));
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }

  #drop() {
    if (!this.socket) return;
    this.socket.onmessage = this.socket.onclose = null;
    this.socket.close();
    this.socket = null;
  }

  // A random delay, so that tabs refused together do not retry together.
  #retry(message) {
    const wait = this.refusedWait * (0.75 + 0.5 * Math.random());
    this.refusedWait = Math.min(2 * this.refusedWait, LONGEST_REFUSED_WAIT);
    this.listener.busy(message.message, Math.round(wait / 1000));
    this.timer = setTimeout(() => this.#open(true), wait);
  }

  #lost() {
    if (this.closed || this.listener.complete()) return;
    this.listener.connection(false);
    this.timer = setTimeout(() => this.#open(true), this.wait);
    this.wait = Math.min(2 * this.wait, LONGEST_WAIT);
  }
}
