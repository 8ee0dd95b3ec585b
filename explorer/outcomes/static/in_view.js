// Reports which cells are in view, once they have stayed there for a moment.

const STAY = 120;

export class InView {
  /** @param {HTMLElement} scroller @param {(pairs: string[][]) => void} report */
  constructor(scroller, report) {
    this.report = report;
    /** @type {Map<Element, string[]>} */
    this.pairs = new Map();
    this.seen = new Set();
    this.observer = new IntersectionObserver((entries) => this.#see(entries), {
      rootMargin: "60px",
    });
  }

  watch(node, pair) {
    this.pairs.set(node, pair);
    this.observer.observe(node);
  }

  clear() {
    clearTimeout(this.timer);
    this.observer.disconnect();
    this.pairs.clear();
    this.seen.clear();
  }

  /** Report now, changed or not; in the order of the table. */
  tell() {
    const inOrder = [...this.pairs].filter(([node]) => this.seen.has(node));
    if (inOrder.length) this.report(inOrder.map(([, pair]) => pair));
  }

  #see(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.seen.add(target);
      else this.seen.delete(target);
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), STAY);
  }
}
