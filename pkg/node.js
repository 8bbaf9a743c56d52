// @ts-check
"use strict";
// The library for Node.

const { core } = require("./cli/load.js");
/** @type {typeof import("./api.mjs")} */
const { bind } = require("./wasm/api.cjs");

/** @type {typeof import("./index.js")} */
module.exports = { ...bind(core, () => require("./wasm/pages.json")), init: async () => {} };
