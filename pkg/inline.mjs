// @ts-check
// The library with the core inside the script, for places that cannot serve or fetch a second file.
import { bind } from "./api.mjs";
import base64 from "./wasm/base64.mjs";
import * as glue from "./wasm/core.mjs";
import pages from "./wasm/pages.mjs";

let ready = false;

function core() {
  if (!ready) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    glue.initSync({ module: bytes });
    ready = true;
  }
  return glue;
}

/** @type {typeof import("./index.js").init} */
export async function init() {
  core();
}

export const { run, check, effective, diff, show, releases, rules, explain, PreflightError } = bind(core, () => pages);
