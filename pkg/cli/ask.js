// @ts-check
"use strict";
// Puts a question with its files to the core.

const { Failure } = require("./failure.js");

/**
 * @typedef {Omit<import("../types.js").Request, "files">} Question
 * @typedef {import("../types.js").FileUse} FileUse
 * @typedef {{ path: string, bytes: Uint8Array, named: boolean, use: FileUse }} InputFile
 */

// Below this size, compiling the core well costs more than it gains.
const SMALL = 1024 * 1024;

/**
 * The core's answer; where it has none, that is a failure.
 *
 * @param {Question} question
 * @param {readonly InputFile[]} files
 * @returns {{ exit: 0 | 1 | 2, output: any }}
 */
function ask(question, files) {
  const bytes = Buffer.concat(files.map(({ bytes }) => bytes));
  const listed = files.map(({ path, bytes, use, named }) => ({ path, size: bytes.length, use, named }));
  const answer = run(JSON.stringify({ ...question, files: listed }), bytes);
  const { exit, output } = JSON.parse(answer);
  // With 2 there may be a report as well: that nothing could be judged, and why.
  if (typeof output.error === "string") throw new Failure(output.error, output.help);
  if (question.command === "explain") return { exit, output: explained(question, output) };
  return { exit, output };
}

/**
 * The rule's page, which stands beside the core.
 *
 * @param {Question} question
 * @param {any} output
 */
function explained({ subject, format }, output) {
  /** @type {Record<string, string>} */
  const pages = require("../wasm/pages.json");
  const page = pages[subject ?? ""];
  return format === "json" ? { ...output, page } : page;
}

/**
 * @param {string} request
 * @param {Uint8Array} bytes
 */
function run(request, bytes) {
  const { run } = require("./load.js").core(bytes.length < SMALL);
  try {
    return run(request, bytes);
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    throw new Failure(
      `the core stopped unexpectedly (${error.message})`,
      "This is a mistake of rke2-preflight: please report it with the files, without their secrets.",
    );
  }
}

module.exports = { ask };
