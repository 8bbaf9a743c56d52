// What survives a reload: the files for as long as the tab lives, the releases in the address.
// Files can hold tokens, so they are never kept beyond the tab and never put into the address.

import { NO_QUESTION } from "./question.js";

/**
 * @import { Question } from "./question.js"
 * @import { Snapshot } from "./workspace.js"
 */

const FILES = "files";

/** @returns {Snapshot | null} */
export function loadFiles() {
  try {
    const { files, open } = JSON.parse(sessionStorage.getItem(FILES) ?? "null");
    const plain = (/** @type {any} */ { path, text, named }) => ({
      path: String(path),
      text: String(text),
      named: named === true,
    });
    return { files: files.map(plain), open: open === null ? null : String(open) };
  } catch {
    return null;
  }
}

/**
 * Keeps the files, unless they are too many for the browser.
 *
 * @param {Snapshot} snapshot
 */
export function saveFiles(snapshot) {
  try {
    sessionStorage.setItem(FILES, JSON.stringify(snapshot));
  } catch {
    // An older state would be worse than none.
    try {
      sessionStorage.removeItem(FILES);
    } catch {
      // A browser that keeps nothing.
    }
  }
}

/** @returns {Question | null} */
export function loadQuestion() {
  if (location.hash.length < 2) return null;
  const question = { ...NO_QUESTION };
  for (const part of location.hash.slice(1).split("&")) {
    const [name, value] = part.split("=", 2);
    const text = decode(value ?? "");
    if (name === "from" || name === "to") question[name] = text;
    if (name === "role" && (text === "server" || text === "agent")) question.role = text;
  }
  return question;
}

/** @param {Question} question */
export function saveQuestion(question) {
  // Releases hold a plus sign, which is a plain character in a fragment and stays legible this way.
  const parts = Object.entries(question)
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll("%2B", "+")}`);
  history.replaceState(null, "", `#${parts.join("&")}`);
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
