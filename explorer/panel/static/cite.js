// How runs are cited: as BibTeX, and as plain text.

const SOURCE = "Loss Wiring Explorer";
/** What has a meaning in TeX, and what many of its fonts lack. */
const TEX = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "−": "$-$",
  α: "$\\alpha$",
  β: "$\\beta$",
  γ: "$\\gamma$",
  δ: "$\\delta$",
  ε: "$\\varepsilon$",
  λ: "$\\lambda$",
  μ: "$\\mu$",
  ν: "$\\nu$",
  σ: "$\\sigma$",
  τ: "$\\tau$",
  ...Object.fromEntries([..."{}&%$#_"].map((sign) => [sign, `\\${sign}`])),
  ...Object.fromEntries([..."₀₁₂₃₄₅₆₇₈₉"].map((sign, digit) => [sign, `$_${digit}$`])),
  ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].map((sign, digit) => [sign, `$^${digit}$`])),
};

/**
 * @typedef {Object} About
 * @property {string} title @property {string} link
 * @property {string} fingerprints separated by commas @property {string} versions
 *
 * @param {About} about @param {Date} date on which the link was opened
 */
export function bibtex({ title, link, fingerprints, versions }, date) {
  const fields = {
    // The inner braces keep capitals as they are, and the author in one piece.
    author: `{${SOURCE}}`,
    title: `{${tex(title)}}`,
    year: String(date.getFullYear()),
    url: link,
    urldate: iso(date),
    note: tex(`${named(fingerprints)}; ${versions}`),
  };
  const lines = Object.entries(fields).map(([name, text]) => `  ${name} = {${text}},`);
  const key = `loss-wiring-explorer-${fingerprints.split(", ").join("-")}`;
  return [`@misc{${key},`, ...lines, "}"].join("\n");
}

/** @param {About} about @param {Date} date on which the link was opened */
export function plain({ title, link, fingerprints, versions }, date) {
  return `${SOURCE}: “${title}”. ${link} (opened ${iso(date)}). ${named(fingerprints)}; ${versions}.`;
}

function named(fingerprints) {
  return `${fingerprints.includes(",") ? "Fingerprints" : "Fingerprint"} ${fingerprints}`;
}

/** @param {string} text */
export function tex(text) {
  return [...text].map((sign) => TEX[sign] ?? sign).join("");
}

/** The day where the reader is. */
function iso(date) {
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
