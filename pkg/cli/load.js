// @ts-check
"use strict";
// The core in Node: read and compiled on first use, because much can be answered without it.

const fs = require("node:fs");
const path = require("node:path");

/** @typedef {import("../api.mjs").Core} Core */

// Of Node 24; V8 is about to change how hints are written.
const NEWEST_WITH_HINTS = 13;

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
  try {
    const { setFlagsFromString } = require("node:v8");
    // Otherwise Node waits at its end for optimised code that nobody will run.
    setFlagsFromString("--liftoff-only");
    // Most of the core is not needed for one answer.
    setFlagsFromString("--wasm-lazy-validation");
    // What is needed is known, see build/hints.mjs; a V8 that does not read that would compile everything.
    const reads = Number.parseInt(process.versions.v8) <= NEWEST_WITH_HINTS && !process.env.RKE2_PREFLIGHT_LAZY;
    if (reads && module.subarray(0, 65536).includes("compilationHints")) {
      setFlagsFromString("--experimental-wasm-compilation-hints");
      setFlagsFromString("--no-wasm-lazy-compilation");
    }
  } catch {
    // Flags for testing, which a later V8 may not have.
  }
}

module.exports = { core };
