// The stream of one comparison: resumes where it stopped after a lost connection.

import { readFrame } from "./frame.js";
import { LastingSocket } from "./socket.js";

/**
 * @typedef {Object} Listener
 * @property {(message: object) => void} message any text message
 * @property {(frame: import("./frame.js").Frame) => boolean} frame false asks for a reconnect
 * @property {(run: number) => number} columnCount
 * @property {() => number[]} rowsHeld rows held of each run
 * @property {() => boolean} complete whether nothing more will come
 * @property {(connected: boolean, why?: string) => void} connection why it is lost, where that is known
 * @property {(message: string, seconds: number) => void} busy the server is full; seconds until
 *   the next try
 */

export class Stream {
  /**
   * @param {URL} address without `from` @param {Listener} listener
   * @param {(owner: import("./socket.js").Owner) => LastingSocket} [open] makes the socket
   */
  constructor(address, listener, open = (owner) => new LastingSocket(owner)) {
    this.address = address;
    this.listener = listener;
    this.socket = open({
      address: (again) => this.#from(again),
      received: (message) => this.#receive(message),
      complete: listener.complete,
      lost: (why) => listener.connection(false, why),
      busy: listener.busy,
    });
  }

  close() {
    this.socket.close();
  }

  #from(again) {
    const address = new URL(this.address);
    if (again) address.search += `&from=${this.listener.rowsHeld().join(",")}`;
    return address;
  }

  #receive(message) {
    this.listener.connection(true);
    if (message instanceof ArrayBuffer) {
      if (!this.#take(message)) this.socket.reopen();
      return;
    }
    // After an error that belongs to no run nothing more will come.
    if (message.type === "error" && message.run == null) this.socket.end();
    this.listener.message(message);
  }

  #take(data) {
    try {
      return this.listener.frame(readFrame(data, this.listener.columnCount));
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }
}
