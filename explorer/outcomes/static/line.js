// The connection to the server; reconnects by itself.

const PATIENCE = [500, 1000, 2000, 5000];

/**
 * @typedef {Object} Ears
 * @property {() => void} opened called every time that it opens
 * @property {(news: object) => void} told
 * @property {(words: string) => void} lost
 */
export class Line {
  /** @param {URL} address @param {Ears} ears */
  constructor(address, ears) {
    this.address = new URL(address);
    this.address.protocol = this.address.protocol.replace("http", "ws");
    this.ears = ears;
    this.tries = 0;
    this.#open();
  }

  /** Send a request; does nothing while disconnected, since `opened` sends everything again. */
  say(type, cells) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ type, cells }));
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket.close();
  }

  #open() {
    const socket = new WebSocket(this.address);
    this.socket = socket;
    let refused = false;
    socket.onopen = () => {
      this.tries = 0;
      this.ears.opened();
    };
    socket.onmessage = ({ data }) => {
      const news = JSON.parse(data);
      refused ||= news.type === "refused" && !news.retry;
      this.ears.told(news);
    };
    socket.onclose = () => {
      if (this.closed || refused) return;
      this.ears.lost("Connection lost; trying again.");
      const wait = PATIENCE[Math.min(this.tries++, PATIENCE.length - 1)];
      this.timer = setTimeout(() => this.#open(), wait);
    };
  }
}
