// @ts-check
"use strict";
// The core in Node: read and compiled on first use, because much can be answered without it.

const fs = require("node:fs");
const path = require("node:path");

/** @typedef {import("../api.mjs").Core} Core */

/** @type {Core | undefined} */
let loaded;

/**
 * The core, ready to run.
 *
 * @param {boolean} [briefly] Whether it has little to do, so that compiling it well costs more than it gains.
 * @returns {Core}
 */
function core(briefly = false) {
  if (loaded) return loaded;
  const glue = require("../wasm/core.cjs");
  const module = fs.readFileSync(path.join(__dirname, "../wasm/core.wasm"));
  if (briefly) startQuickly(module);
  glue.initSync({ module });
  loaded = glue;
  return glue;
}

/**
 * Tells V8 to compile what one answer needs, without optimising it.
 *
 * @param {Buffer} module
 */
function startQuickly(module) {
  const setFlags = flagSetter();
  if (!setFlags) return;
  // Otherwise Node waits at its end for optimised code that nobody will run.
  setFlags("--liftoff-only");
  // Most of the core is not needed for one answer.
  setFlags("--wasm-lazy-validation");
  // What is needed is known, see build/hints.mjs; without that, everything would be compiled.
  if (!process.env.RKE2_PREFLIGHT_LAZY && module.subarray(0, 65536).includes("compilationHints")) {
    setFlags("--experimental-wasm-compilation-hints");
    setFlags("--no-wasm-lazy-compilation");
  }
}

/**
 * What `node:v8` sets flags with, without that module: it brings all streams of Node along, and loading those
 * takes as long as the flags save. Node 24 no longer gives it away, and goes without flags.
 *
 * @returns {((flags: string) => void) | undefined}
 */
function flagSetter() {
  const { noDeprecation } = process;
  // Whoever runs a command is not who could heed the warning.
  process.noDeprecation = true;
  try {
    return /** @type {any} */ (process).binding("v8").setFlagsFromString;
  } catch {
    return undefined;
  } finally {
    process.noDeprecation = noDeprecation;
  }
}

module.exports = { core };
