// @ts-check
"use strict";
// The core in Node: read and compiled on first use, because much can be answered without it.

const fs = require("node:fs");
const path = require("node:path");

/** @typedef {import("./api.mjs").Core} Core */

/** @type {Core | undefined} */
let loaded;

/**
 * The core, ready to run.
 *
 * @returns {Core}
 */
function core() {
  if (loaded) return loaded;
  const file = path.join(__dirname, "wasm", "core.wasm");
  if (!fs.existsSync(file)) {
    throw new Error(`${file} is missing: published packages have it, and \`cargo xtask build\` makes it`);
  }
  const glue = require("./wasm/core.cjs");
  glue.initSync({ module: fs.readFileSync(file) });
  loaded = glue;
  return glue;
}

module.exports = { core };
