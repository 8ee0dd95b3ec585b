// Why no socket opens although the page arrived: asks the server what reached it.

import { UNREACHABLE } from "./wording.js";

const LONGEST_HANDSHAKE = 5000;

/**
 * What the proxy in front of the server does wrong, in words; "" where it does nothing wrong or the
 * server is down.
 * @param {URL} base the app's address
 * @returns {Promise<string>}
 */
export async function faults(base) {
  try {
    const answer = await ask(base);
    const opens = Boolean(answer.seen?.allowed) && (await socketOpens(base));
    return judge(answer, opens)
      .map((fault) => UNREACHABLE[fault](base, answer.status))
      .join(" ");
  } catch (error) {
    if (error instanceof TypeError) return ""; // no answer at all
    throw error;
  }
}

/**
 * @typedef {Object} Answer
 * @property {number} status of HTTP
 * @property {{host: boolean, origin: boolean, allowed: boolean}|null} seen what `received` of
 *   `web/proxy.py` returns; null where something else has answered
 */

/**
 * @param {Answer} answer of `api/health?probe`
 * @param {boolean} opens whether a socket opened that the server allows
 * @returns {("path"|"host"|"origin"|"upgrade")[]}
 */
export function judge({ status, seen }, opens) {
  if (status >= 500) return [];
  if (!seen) return ["path"];
  if (!seen.allowed) return ["host", "origin"].filter((header) => !seen[header]);
  return opens ? [] : ["upgrade"];
}

/** Browsers send an Origin with what they post. @returns {Promise<Answer>} */
async function ask(base) {
  const address = new URL("api/health", base);
  address.searchParams.set("probe", base.href);
  const answer = await fetch(address, { method: "POST" });
  const seen = await answer.json().catch(() => null);
  return { status: answer.status, seen: typeof seen?.allowed === "boolean" ? seen : null };
}

function socketOpens(base) {
  const address = new URL("api/health", base);
  address.protocol = address.protocol.replace("http", "ws");
  return new Promise((resolve) => {
    const socket = new WebSocket(address);
    const settle = (opened) => {
      socket.close();
      resolve(opened);
    };
    socket.onopen = () => settle(true);
    socket.onerror = () => settle(false);
    setTimeout(() => settle(false), LONGEST_HANDSHAKE);
  });
}
