// Makes what stands beside the core in `wasm/`: `cargo xtask build` runs this after each build of it.
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { hinted } from "./hints.mjs";

const folder = new URL("../wasm/", import.meta.url);

/** @type {import("esbuild").BuildOptions} */
const commonjs = {
  absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
  outdir: "wasm",
  outExtension: { ".js": ".cjs" },
  format: "cjs",
  banner: { js: "// @ts-nocheck: made by esbuild." },
  logLevel: "warning",
};
// Node starts fastest without its loader of ES modules, and with few files.
await build({ ...commonjs, entryPoints: { core: "wasm/core.mjs", api: "api.mjs" } });
await build({
  ...commonjs,
  entryPoints: { cli: "cli/main.js" },
  bundle: true,
  // V8 reads all of it on every start.
  minify: true,
  platform: "node",
  target: "node20",
  external: ["../package.json", "../wasm/pages.json"],
});

// With the command line there, it shows which functions it needs.
const core = new URL("core.wasm", folder);
const wasm = hinted(readFileSync(core));
writeFileSync(core, wasm);

// For pages and bundlers that cannot serve a file beside the script.
writeFileSync(new URL("base64.mjs", folder), `export default "${wasm.toString("base64")}";\n`);

// The pages of the rules are no part of the core, which would be much larger with them.
const rules = new URL("../../src/rules/", import.meta.url);
const names = readdirSync(rules).filter((name) => name.endsWith(".md"));
const pages = names.sort().map((name) => {
  const id = name.slice(0, -".md".length).replaceAll("_", "-");
  return [id, readFileSync(new URL(name, rules), "utf8")];
});
const json = JSON.stringify(Object.fromEntries(pages));
writeFileSync(new URL("pages.json", folder), json);
writeFileSync(new URL("pages.mjs", folder), `export default ${json};\n`);

// npm packs only what lies in the package's own folder.
copyFileSync(new URL("../../LICENSE", import.meta.url), new URL("../LICENSE", import.meta.url));
