// Makes the files of `wasm/` that are JavaScript: `cargo xtask build` runs this after the core is there.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = new URL("../wasm/", import.meta.url);

// Node's CommonJS entry and the command line start fastest without the ESM loader.
await build({
  absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
  entryPoints: { core: "wasm/core.mjs", api: "api.mjs" },
  outdir: "wasm",
  outExtension: { ".js": ".cjs" },
  format: "cjs",
  banner: { js: "// @ts-nocheck: made by esbuild." },
  logLevel: "warning",
});

// For pages and bundlers that cannot serve a file beside the script.
const wasm = readFileSync(new URL("core.wasm", folder));
writeFileSync(new URL("base64.mjs", folder), `export default "${wasm.toString("base64")}";\n`);

// npm packs only what lies in the package's own folder.
copyFileSync(new URL("../../LICENSE", import.meta.url), new URL("../LICENSE", import.meta.url));
