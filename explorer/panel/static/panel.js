// The live panel: connects stream, runs, playhead and views.

import { Arithmetic } from "./arithmetic.js";
import { base } from "./base.js";
import { Chains } from "./chain.js";
import { Change } from "./change.js";
import { Charts } from "./charts.js";
import { Controls } from "./controls.js";
import { element, mark, parts, write } from "./dom.js";
import { Events, added } from "./events.js";
import { whole } from "./format.js";
import { Full } from "./full.js";
import { Guess, distance, whose } from "./guess.js";
import { mounting } from "./mount.js";
import { chartPicture, comparisonPicture } from "./picture.js";
import { Playhead } from "./player.js";
import { loadPlotly, preload } from "./plotly.js";
import { Replay } from "./replay.js";
import { save } from "./save.js";
import { Seeds } from "./seeds.js";
import { Sentences } from "./sentences.js";
import { Share } from "./share.js";
import { skipTo } from "./skip.js";
import { Stream } from "./stream.js";
import { Run } from "./telemetry.js";
import { CHARTS_LATER, CONTINUING, NOTHING_TO_SAVE, NO_CHARTS, SAVED_LATER, STARTING_OVER, modes, runName, shape } from "./wording.js";

const FRAME = 30;
const WAIT_FOR_OTHERS = 1500;
const IDLE = { drawn: false, behind: false };
const OVER = new Set(["ended", "error"]);
const ENDS = new Set(["done", "raised", "diverged", "error"]);

export default mounting(
  ({ parentElement }) => new Panel(parentElement.querySelector(".panel")),
  (panel, { data, setTriggerValue }) => {
    panel.mend = (wiring) => setTriggerValue("mend", wiring);
    panel.remedy = (name) => setTriggerValue("remedy", name);
    panel.drawn = () => setTriggerValue("drawn", true);
    panel.played = () => setTriggerValue("played", true);
    panel.send = (texts) => setTriggerValue("events", texts.join(","));
    panel.take(data);
  },
);

/** Owner of one panel: its data, its runs, its stream and its frame loop. */
export class Panel {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.parts = parts(root);
    this.playhead = new Playhead();
    const changed = () => this.#request();
    const mend = (wiring) => this.mend(wiring);
    const remedy = (name) => this.remedy(name);
    this.sentences = new Sentences(this.parts.sentences, this.parts.announcer, mend, remedy);
    this.chains = new Chains(this.parts.chains, mend);
    const full = new Full(this.parts.full);
    const zoomed = () => (this.playhead.stepping = false);
    this.charts = new Charts(this.parts.charts, root, changed, zoomed, full);
    this.charts.picture = (chart, type) => this.#savePicture(chart, type);
    this.charts.set = (run, parameter, value) => this.#set(run, parameter, value);
    this.controls = new Controls(root, this.parts, this.playhead, changed);
    const { share, menu, change, changer, events } = this.parts;
    const edit = (texts, step) => this.#edit(texts, step);
    this.change = new Change(change, changer, this.playhead, edit);
    this.events = new Events(events, (step) => this.#jump(step), edit);
    this.guess = new Guess(this.parts.guess, (drawn) => this.#guessed(drawn));
    this.seeds = new Seeds(this.parts.seeds, (bands) => this.#showBands(bands));
    const ask = (run, step, signal) => this.#examine(run, step, signal);
    this.arithmetic = new Arithmetic(this.parts.arithmetic, ask, changed);
    this.share = new Share(share, menu, {
      data: () => this.data,
      link: () => this.#link(),
      address: (path) => this.#address(`${path}?${this.data.query}`),
      unready: () => this.#unready(),
      about: () => this.#about(),
      picture: (type) => this.#picture(null, type),
      full,
    });
    this.skip = skipTo(this.parts.play);
    this.runs = [];
    /** Of several tabs of one visitor, each waits for its own answers. */
    this.tab = Math.random().toString(36).slice(2, 12);
    this.frames = 0;
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
  }

  /**
   * @param {object} data as `component.data` brings it; in a file that plays without a server,
   *   `recorded` holds the `messages` of the stream, and `plotly` gives the address of Plotly.js
   */
  take(data) {
    const same = this.data?.query === data.query;
    const edited = this.data && withoutEvents(this.data.query) === withoutEvents(data.query);
    this.data = data;
    mark(this.root, "data-hide", (data.hide ?? []).join(" "));
    if (same) {
      this.charts.restyle();
      return;
    }
    const opens = data.at ? { from: data.at, playing: false } : {};
    this.#startOver(edited ? this.#place() : opens);
    this.plotlyUsed = this.#loadPlotly();
  }

  /** Where to go on when only the events have changed: where the viewer was, or at the new one. */
  #place() {
    const { step, playing, atEnd } = this.playhead;
    const at = this.editedAt;
    this.editedAt = null;
    return at ? { from: at, playing: true } : { from: Math.max(1, step), playing: playing && !atEnd };
  }

  /** Have the runs computed with these events. */
  #edit(texts, step = null) {
    this.editedAt = step;
    this.send(texts);
  }

  /** Set a parameter of a run at the step shown. */
  #set(run, parameter, value) {
    const { step } = this.playhead;
    const { events, wirings } = this.data;
    this.#edit(added(events, `${wirings[run].letter}${step}.set.${parameter}.${value}`), step);
  }

  /** Show where the runs go with other seeds. */
  #showBands(bands) {
    this.runs.forEach((run, i) => run.take(bands[i] ?? null));
    this.sentences.addSeeds(bands.map(({ sentence }) => sentence));
    this.#request();
  }

  #jump(step) {
    this.playhead.seek(step);
    this.#request();
  }

  #startOver({ from, playing }) {
    const { data } = this;
    this.stream?.close();
    this.runs = data.wirings.map((wiring, i) => new Run(i, wiring.steps, wiring.raises));
    this.failed = this.seen = false;
    this.charts.guess = null;
    this.guess.hide();
    this.firstRowAt = null;
    this.playhead.reset(this.calm.matches && !from, from, playing);
    this.sentences.show(data.wirings, data.remedies);
    this.chains.show(data.wirings, data.parameters, data.links, data.events);
    this.events.show(data.events, data.wirings, !data.changes);
    this.change.show(data, this.runs);
    this.arithmetic.show(data.wirings, data.parameters, data.events, Boolean(data.recorded));
    this.controls.show(data.wirings);
    this.charts.restyle();
    this.charts.show(data.charts, this.runs, eventMarks(data));
    this.#showFacts();
    write(this.parts.connection, "");
    this.share.hide();
    this.parts.share.hidden = Boolean(data.recorded);
    this.seeds.offer(data.recorded ? null : this.#socketAddress(data.seeds));
    if (data.draw) this.#askFor(data.draw);
    else this.#open();
  }

  #open() {
    const { recorded, stream } = this.data;
    this.stream = recorded
      ? new Stream(null, this.#listener(), (owner) => new Replay(recorded.messages, owner))
      : new Stream(this.#socketAddress(stream), this.#listener());
    this.#request();
  }

  /** Nothing runs before the visitor has drawn a curve, or chosen to just watch. */
  #askFor(draw) {
    mark(this.root, "data-asking", "");
    const { parameters, wirings } = this.data;
    const parameter = parameters.find(({ name }) => name === draw.parameter);
    this.guess.show(draw, parameter, wirings[draw.run].steps, whose(this.data, draw.run));
  }

  #guessed(drawn) {
    this.root.removeAttribute("data-asking");
    this.charts.guess = drawn;
    this.#open();
    this.drawn();
  }

  #address(path) {
    return new URL(path, base(this.data));
  }

  #socketAddress(path) {
    const address = this.#address(`${path}?${this.data.query}`);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    return address;
  }

  /** Ask the server what only it can compute of a step. */
  async #examine(run, step, signal) {
    const address = this.#address(`${this.data.step}?${this.data.query}`);
    for (const [name, value] of Object.entries({ run, step, tab: this.tab })) {
      address.searchParams.append(name, value);
    }
    return (await fetch(address, { signal })).json();
  }

  /** Until it is loaded, canvases show axes and lines; only zooming needs it. */
  async #loadPlotly() {
    if (this.charts.plotly) return;
    const { plotly, recorded } = this.data;
    const address = recorded ? "" : this.#address(plotly).href;
    if (address) preload(address);
    await this.#idleMoment();
    try {
      this.charts.use(await loadPlotly(address || (await recorded.plotly())));
    } catch (error) {
      write(this.parts.connection, `Charts cannot be zoomed: ${error.message}`);
    }
  }

  /** Plotly.js blocks the page for about a second, so wait until nothing moves or it is needed. */
  #idleMoment() {
    return new Promise((resolve) => {
      for (const kind of ["pointerenter", "pointerdown", "focusin"]) {
        this.parts.charts.addEventListener(kind, resolve, { once: true });
      }
      this.idle = () => afterPaint(resolve);
    });
  }

  // ---- messages

  #listener() {
    const { runs } = this;
    return {
      message: (message) => this.#message(message),
      frame: (frame) => this.#frame(frame),
      columnCount: (run) => runs[run]?.columnCount ?? 0,
      rowsHeld: () => runs.map((run) => run.rows),
      complete: () => runs.every((run) => run.complete),
      connection: (connected, why) => {
        mark(this.root, "data-connected", String(connected));
        write(this.parts.connection, connected ? "" : why || "Connection lost, reconnecting …");
      },
      busy: (message, seconds) => {
        const again = `trying again in ${seconds} s`;
        write(this.parts.connection, `Not computed yet: ${message}; ${again}`);
      },
    };
  }

  #message(message) {
    this.#request();
    const run = this.runs[message.run];
    if (message.type === "refused" || (message.type === "error" && !run)) {
      this.failed = true;
      this.playhead.playing = false;
      this.sentences.fail(message.message);
      return;
    }
    if (!run) return;
    if (message.type === "state") this.#state(run, message);
    else if (message.type === "restarted") {
      this.#state(run, { ...message, text: message.over ? STARTING_OVER : CONTINUING });
    } else if (message.type === "run") this.#describe(run, message);
    else if (message.type === "chain") run.chains[message.segment] = message;
    else if (message.type === "landscape") run.survey(message.landscape);
    else if (ENDS.has(message.type)) this.#ended(run, message);
    this.#showFacts();
  }

  /** Where a run starts over, the charts keep its old lines until new rows come, then go on. */
  #describe(run, message) {
    if (!run.describe(message)) return;
    const { data, playhead } = this;
    playhead.from = Math.max(1, playhead.step);
    this.firstRowAt = null;
    this.charts.show(data.charts, this.runs, eventMarks(data));
  }

  #ended(run, message) {
    run.end ??= message;
    if (message.type === "error") run.complete = true;
  }

  #state(run, message) {
    // The words of one that waits change with its place in the line.
    if (!run.state || run.state.state !== message.state) run.stateSince = performance.now();
    run.state = message;
  }

  #frame(frame) {
    const run = this.runs[frame.run];
    const follows = run?.append(frame) ?? false;
    if (follows && run.state?.type === "restarted") run.state = null;
    if (follows && frame.rowCount) this.firstRowAt ??= performance.now();
    this.#request();
    return follows;
  }

  // ---- the frame loop

  #request() {
    this.request ??= requestAnimationFrame((now) => this.#tick(now));
  }

  #tick(now) {
    this.request = null;
    const elapsed = now - (this.tickedAt ?? now);
    if (elapsed > 0 && elapsed < FRAME - 8) {
      this.#request();
      return;
    }
    this.tickedAt = now;
    this.#advance(now, elapsed / 1000);
    this.#draw(now);
  }

  #advance(now, seconds) {
    const { playhead, runs } = this;
    const before = playhead.limit;
    playhead.allow(this.#limit(now), this.#length());
    if (before >= 1) playhead.tick(seconds);
    const over = runs.every((run) => run.end);
    if (this.charts.pending && (playhead.limit >= 1 || over || this.failed)) this.charts.begin();
  }

  /** The playhead waits for the slowest run that still computes. */
  #limit(now) {
    if (this.firstRowAt === null) return 0;
    const live = this.runs.filter((run) => !run.end);
    const patient = now - this.firstRowAt < WAIT_FOR_OTHERS;
    const started = live.filter((run) => run.rows);
    if (patient && live.some((run) => !run.rows)) return 1;
    return started.length ? Math.min(...started.map((run) => run.rows)) : this.#longest();
  }

  #longest() {
    return Math.max(0, ...this.runs.map((run) => run.rows));
  }

  /** The last step of the run that lasts longest. */
  #length() {
    return Math.max(...this.runs.map((run) => run.length));
  }

  #draw(now) {
    const { playhead, charts, runs } = this;
    const live = !this.failed && runs.some((run) => !run.end);
    const nothing = runs.every((run) => run.rows === 0 && (run.end ? run.end.exception : run.raises));
    this.#hideCharts(nothing);
    charts.say();
    charts.settable = Boolean(this.data.changes) && !playhead.moving && this.data.events.length < this.data.changes.most;
    charts.follow(playhead, Math.max(1, this.#length()));
    const { drawn, behind } = nothing ? IDLE : charts.draw(now, playhead.step, live);
    if (drawn) this.frames += 1;
    this.sentences.update(runs, now);
    this.chains.update(runs, playhead.step);
    this.controls.update(runs);
    this.change.update();
    this.seeds.update(runs.every((run) => run.end));
    this.share.update();
    charts.offerPictures(this.#unready());
    this.#judgeGuess();
    this.events.update(runs);
    this.arithmetic.update(runs, playhead);
    this.#expose();
    this.#reportEnd();
    const { moving } = playhead;
    const unsettled = !moving && charts.settle(now, playhead.step);
    if (playhead.limit >= 1 && !live && !moving) this.idle?.();
    if (live || moving || unsettled || drawn || behind) this.#request();
  }

  #judgeGuess() {
    const { guess } = this.charts;
    const run = guess && this.runs[guess.run];
    if (!run?.end || guess.judged) return;
    guess.judged = true;
    this.sentences.addGuess(guess.run, distance(guess, (step) => run.at(guess.column, step)));
  }

  /** Without a step there is nothing to draw; the exception, the chain and the code stay. */
  #hideCharts(nothing) {
    this.parts.charts.hidden = nothing;
    this.parts.nothing.hidden = !nothing;
    write(this.parts.nothing, this.runs.every((run) => run.end) ? NO_CHARTS : CHARTS_LATER);
  }

  /** The state as attributes, for tests and measurements. */
  #expose() {
    const { root, playhead, runs } = this;
    mark(root, "data-state", this.#stateWord());
    mark(root, "data-step", String(playhead.step));
    mark(root, "data-rows", runs.map((run) => run.rows).join(","));
    mark(root, "data-frames", String(this.frames));
    mark(root, "data-fingerprints", runs.map((run) => run.end?.fingerprint ?? "").join(","));
  }

  /** Report once that the viewer has seen everything there is. */
  #reportEnd() {
    if (!this.data.reports_end || this.seen || !OVER.has(this.root.dataset.state)) return;
    this.seen = true;
    this.played();
  }

  #stateWord() {
    const { playhead, runs } = this;
    if (this.failed || (runs.length && runs.every((run) => run.end?.type === "error"))) return "error";
    const over = runs.every((run) => run.end);
    if (playhead.limit < 1 && !over) return "loading";
    if (playhead.atEnd && over) return "ended";
    return playhead.playing ? "playing" : "paused";
  }

  /** The address of Explore with everything that the runs depend on, from any page. */
  #link() {
    const link = this.#address(".");
    link.search = this.data.query;
    return link.href;
  }

  // ---- what is taken away

  /** Why nothing can be taken away yet; "" once all runs have ended. */
  #unready() {
    if (this.failed || this.runs.some((run) => run.end?.type === "error")) return NOTHING_TO_SAVE;
    return this.runs.every((run) => run.end) ? "" : SAVED_LATER;
  }

  /**
   * One chart, or all, as they are now.
   * @param {import("./chart.js").Chart|null} chart @param {"png"|"svg"} type
   * @returns {Promise<import("./save.js").File>}
   */
  async #picture(chart, type) {
    const blob = await this.picture(type, chart);
    return { blob, name: `${chart ? `${chart.key}-` : ""}${this.data.name}.${type}` };
  }

  /**
   * One chart, or all of them, as they are now, with what happened.
   * @param {"png"|"svg"} type @param {import("./chart.js").Chart|null} chart
   * @returns {Promise<Blob>}
   */
  async picture(type, chart = null) {
    this.idle?.();
    await this.plotlyUsed;
    const { charts, plotly } = this.charts;
    if (!plotly) throw new Error("Plotly.js was not loaded");
    const about = { ...this.#about(), title: this.data.title + this.#upTo() };
    return chart ? chartPicture(plotly, chart, about, type) : comparisonPicture(plotly, charts, about, type);
  }

  async #savePicture(chart, type) {
    try {
      save(await this.#picture(chart, type));
      write(this.parts.connection, "");
    } catch (error) {
      write(this.parts.connection, `${chart.spec.title} was not saved: ${error.message}`);
    }
  }

  /** What everything that is taken away says of the runs. @returns {import("./picture.js").About} */
  #about() {
    const { data, runs } = this;
    const ends = runs.map(({ end }) => end).filter(Boolean);
    const told = (data.hide ?? []).includes("sentence") ? [] : runs;
    return {
      title: data.title,
      sentences: told.map(({ index, end }) => `${runName(data.wirings, index)}: ${end?.sentence ?? ""}`),
      link: this.#link(),
      fingerprints: ends.map(({ fingerprint }) => fingerprint).join(", "),
      versions: ends[0]?.versions ?? "",
    };
  }

  /** What a picture does not show yet. */
  #upTo() {
    const { playhead } = this;
    return playhead.atEnd ? "" : `, up to step ${whole(playhead.step)} of ${whole(this.#length())}`;
  }

  #showFacts() {
    const facts = this.runs.filter((run) => run.about).map((run) => this.#fact(run));
    const versions = this.runs.find((run) => run.end?.versions)?.end.versions;
    if (versions) facts.push(element("span", "fact", versions));
    this.parts.facts.replaceChildren(...facts);
  }

  #fact({ index, end, about, rows }) {
    const { wirings } = this.data;
    const { letter } = wirings[index];
    const fact = element("span", `fact run-${letter}`);
    fact.innerHTML = shape(letter);
    const speed = end?.steps_per_second ? `${whole(round(end.steps_per_second))} steps/s` : "";
    // A segment that raised before its first step was not computed in any way.
    const computed = about.segments.filter(({ begun }) => !end || begun < rows);
    const words = [runName(wirings, index), modes(computed), speed].filter(Boolean);
    fact.append(words.join(" · "));
    if (end?.fingerprint) fact.append(" · fingerprint ", fingerprint(end.fingerprint));
    return fact;
  }

  remove() {
    this.skip.remove();
    this.stream?.close();
    this.seeds.stop();
    this.charts.remove();
    this.arithmetic.remove();
    if (this.request) cancelAnimationFrame(this.request);
  }
}

/** Made of all numbers of a run: runs with the same fingerprint are the same, bit by bit. */
function fingerprint(text) {
  const node = element("span", "fingerprint", text);
  node.title = "Made of all numbers of this run: equal fingerprints mean equal runs, bit by bit";
  return node;
}

/** What the charts mark: the events of the runs shown. */
function eventMarks({ events, wirings }) {
  return events
    .filter(({ run }) => run !== null)
    .map(({ run, step, short, title, after }) => ({
      step,
      letter: wirings[run].letter,
      short,
      words: `${runName(wirings, run)}, step ${whole(step)}: ${title}, ${after}`,
    }));
}

/** What a comparison is, apart from what is changed in mid-run. */
function withoutEvents(query) {
  const parts = new URLSearchParams(query);
  parts.delete("events");
  return parts.toString();
}

/** Let the browser paint before the page is blocked. */
function afterPaint(then) {
  requestAnimationFrame(() => setTimeout(then));
}

/** Speeds are known to two digits. */
function round(value) {
  return Number(value.toPrecision(2));
}
