// @ts-check
// The library for browsers and bundlers: `init` fetches the core once.
import { bind } from "./api.mjs";
import * as glue from "./wasm/core.mjs";
import pages from "./wasm/pages.mjs";

let ready = false;

/** @type {typeof import("./index.js").init} */
export async function init(core = new URL("./wasm/core.wasm", import.meta.url)) {
  await glue.default({ module_or_path: core });
  ready = true;
}

export const { run, check, plan, effective, diff, diffValues, show, releases, rules, explain, PreflightError } = bind(() => {
  if (!ready) throw new Error("call `await init()` first");
  return glue;
}, () => pages);
