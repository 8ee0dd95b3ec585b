// Estimates the time left from how long a cell takes on this server.

const FIRST_GUESS = 1.2;

export class Pace {
  constructor() {
    this.seconds = FIRST_GUESS;
  }

  /** @param {string} type of the news: "measuring" when a run begins, "cell" when it is done */
  hear(type) {
    if (type === "measuring") this.begun = performance.now();
    if (type !== "cell" || this.begun === undefined) return;
    this.seconds += 0.2 * ((performance.now() - this.begun) / 1000 - this.seconds);
    this.begun = undefined;
  }

  /** @param {number} cells @returns {string} */
  time(cells) {
    const seconds = cells * this.seconds;
    if (seconds < 100) return `about ${Math.max(5, 5 * Math.round(seconds / 5))} s`;
    return `about ${Math.round(seconds / 60)} min`;
  }
}
