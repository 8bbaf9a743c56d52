// @ts-check
// The library with the core inside the script, for places that cannot serve or fetch a second file.
import { bind } from "./api.mjs";
import base64 from "./wasm/base64.mjs";
import * as glue from "./wasm/core.mjs";
import pages from "./wasm/pages.mjs";

let ready = false;

function core() {
  if (!ready) {
    glue.initSync({ module: decode(base64) });
    ready = true;
  }
  return glue;
}

/**
 * @param {string} text
 */
function decode(text) {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  // `Uint8Array.from` with a function would take forty times as long.
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = characters.charCodeAt(index);
  return bytes;
}

/** @type {typeof import("./index.js").init} */
export async function init() {
  core();
}

export const { run, check, plan, effective, diff, diffValues, show, releases, rules, explain, PreflightError } = bind(core, () => pages);
