#!/usr/bin/env node
// @ts-check
"use strict";
// Starts the command line from the one file that `cargo xtask build` makes of `cli/`,
// because finding and reading each of those takes longer than running them.

try {
  const { main } = require("./wasm/cli.cjs");
  // All is written by now, and what Node would still wait for or put away is of no use.
  process.exit(main(process.argv.slice(2)));
} catch (error) {
  if (/** @type {NodeJS.ErrnoException} */ (error).code !== "MODULE_NOT_FOUND") throw error;
  console.error("error: this checkout is not built\nRun `cargo xtask build` first.");
  process.exitCode = 2;
}
