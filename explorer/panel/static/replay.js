// Recorded messages of a stream, for files that play without a server.

/** What a `LastingSocket` is for a live stream: hands out everything at once. */
export class Replay {
  /** @param {(object|ArrayBuffer)[]} messages @param {{received: (message: object|ArrayBuffer) => void}} owner */
  constructor(messages, { received }) {
    this.timer = setTimeout(() => messages.forEach(received));
  }

  close() {
    clearTimeout(this.timer);
  }

  /** Nothing else would come. */
  end() {}

  reopen() {}
}
