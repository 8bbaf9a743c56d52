// The core, as this page asks it. The entry that holds the wasm inside the script is used, because the
// page allows itself no connection, not even to fetch a file that lies beside it.

import { check, explain, init, PreflightError, releases } from "rke2-preflight/inline";

/**
 * @import { ReleaseOutput, Report, RuleOutput } from "rke2-preflight"
 * @import { Question } from "./question.js"
 * @import { PlainFile } from "./workspace.js"
 *
 * @typedef {{ report: Report } | { error: string, help?: string | undefined }} Answer
 */

/** Makes the core ready. */
export const start = () => init();

/** @returns {ReleaseOutput[]} the newest first */
export const knownReleases = () => releases();

/**
 * @param {string} id
 * @returns {RuleOutput}
 */
export const aboutRule = (id) => explain(id);

/**
 * @param {PlainFile[]} files
 * @param {Question} question
 * @returns {Answer}
 */
export function ask(files, { from, to, role }) {
  const given = files.map(({ path, text }) => ({ path, content: text }));
  try {
    const report = check(given, { ...(from && { from }), ...(to && { to }), ...(role && { role }) });
    return { report };
  } catch (problem) {
    if (!(problem instanceof Error)) throw problem;
    return { error: problem.message, help: problem instanceof PreflightError ? problem.help : undefined };
  }
}
