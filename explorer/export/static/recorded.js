// Plays a panel from what a file holds, without a server.

import { Panel } from "./panel.js";
import { askFirst, reveal } from "./question.js";

/**
 * @param {object} data of the panel
 * @param {string} packed messages of the stream, a JSON list; a binary frame as `{frame}` in base64
 * @param {string} plotly Plotly.js, like the messages compressed by gzip, in base64
 */
export async function play(data, packed, plotly) {
  const messages = await unpacked(packed).json();
  const answered = await askFirst();
  const panel = new Panel(document.getElementById("panel").shadowRoot.querySelector(".panel"));
  const recorded = {
    messages: messages.map((message) => (message.frame ? bytes(message.frame).buffer : message)),
    plotly: () => address(plotly),
  };
  const all = { ...data, recorded, reports_end: true };
  panel.drawn = reveal;
  panel.played = answered;
  panel.take(all);
  if (!data.draw) reveal();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => panel.take(all));
  /** A picture of all charts: `export/pictured.py` asks for it. */
  window.picture = (type) => panel.picture(type);
}

/** The address of a script. */
async function address(packed) {
  const script = await unpacked(packed).blob();
  return URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
}

/** What was compressed. */
function unpacked(packed) {
  return new Response(new Blob([bytes(packed)]).stream().pipeThrough(new DecompressionStream("gzip")));
}

/** @param {string} text in base64 */
function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
