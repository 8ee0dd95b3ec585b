// Files: made by the server, and saved by the browser.

/**
 * @typedef {{blob: Blob, name: string}} File
 * @param {URL} address
 * @returns {Promise<File>}
 * @throws {Error} why there is none, in the server's words
 */
export async function fetched(address) {
  let answer, blob;
  try {
    answer = await fetch(address);
    blob = await answer.blob();
  } catch {
    throw new Error("the server does not answer");
  }
  if (!answer.ok) throw new Error(await refusal(blob, answer.status));
  const [, name] = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition"));
  return { blob, name };
}

/** A proxy's own page is no reason. */
async function refusal(blob, status) {
  try {
    return JSON.parse(await blob.text()).message;
  } catch {
    return `the server answered ${status}`;
  }
}

/** @param {File} file */
export function save({ blob, name }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has to open it first.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
