// The core, as this page asks it. The entry that holds the wasm inside the script is used, because the
// page allows itself no connection, not even to fetch a file that lies beside it.

import { check, explain, init, PreflightError, releases } from "rke2-preflight/inline";

/**
 * @import { Report } from "rke2-preflight"
 * @import { Question } from "./question.js"
 * @import { PlainFile } from "./workspace.js"
 *
 * @typedef {{ report: Report } | { error: string, help?: string | undefined }} Answer
 */

export { explain, init, releases };

/**
 * @param {PlainFile[]} files
 * @param {Question} question
 * @returns {Answer}
 */
export function ask(files, { from, to, role }) {
  const given = files.map(({ path, text, named }) => ({ path, content: text, named }));
  try {
    const report = check(given, { ...(from && { from }), ...(to && { to }), ...(role && { role }) });
    return { report };
  } catch (problem) {
    if (!(problem instanceof Error)) throw problem;
    return { error: problem.message, help: problem instanceof PreflightError ? problem.help : undefined };
  }
}
