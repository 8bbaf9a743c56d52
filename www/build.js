// Bundles the page into dist/: index.html, one script, one style sheet and the theme switch.
// All paths in it are relative, so that it works at any path of any static file server.

import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = `${here}dist`;

const core = `${here}../pkg/wasm/core.mjs`;
if (!existsSync(core)) throw new Error("pkg/wasm is missing: `cargo xtask build` makes it");

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await cp(`${here}index.html`, `${dist}/index.html`);
await build({
  entryPoints: [`${here}src/main.js`, `${here}src/theme.js`, `${here}src/style.css`],
  outdir: dist,
  bundle: true,
  format: "esm",
  target: ["chrome123", "firefox120", "safari17.5"],
  minify: true,
  legalComments: "eof",
  logLevel: "warning",
  // The package beside this folder, as `cargo xtask build` made it; installing it would only add a link.
  alias: { "rke2-preflight/inline": `${here}../pkg/inline.mjs` },
  tsconfigRaw: {},
  plugins: [examples()],
});

/**
 * Lets the page import the repository's example clusters, so that they are written down only once.
 *
 * @returns {import("esbuild").Plugin}
 */
function examples() {
  const root = fileURLToPath(new URL("../examples/", import.meta.url));
  return {
    name: "examples",
    setup(build) {
      build.onResolve({ filter: /^examples:/ }, ({ path }) => ({
        path: path.slice("examples:".length),
        namespace: "examples",
      }));
      build.onLoad({ filter: /.*/, namespace: "examples" }, async ({ path: name }) => {
        const names = await readdir(root + name, { recursive: true });
        const paths = names.map((path) => path.replaceAll("\\", "/")).filter((path) => /\.ya?ml$/.test(path));
        const files = paths.sort().map(async (path) => ({
          path,
          text: await readFile(`${root}${name}/${path}`, "utf8"),
          named: false,
        }));
        return { contents: JSON.stringify(await Promise.all(files)), loader: "json" };
      });
    },
  };
}
