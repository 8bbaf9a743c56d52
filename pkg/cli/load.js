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
 * @returns {Core}
 */
function core() {
  if (loaded) return loaded;
  const glue = require("../wasm/core.cjs");
  glue.initSync({ module: fs.readFileSync(path.join(__dirname, "../wasm/core.wasm")) });
  loaded = glue;
  return glue;
}

module.exports = { core };
