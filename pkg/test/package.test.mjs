// @ts-check
// The package as others get it: packed, installed into a new project, and used from there.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { build } from "esbuild";
import { folder, PACKAGE, ROOT, run } from "./harness.mjs";

const NPM = process.platform === "win32" ? "npm.cmd" : "npm";
const QUIET = ["--offline", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];

/** A program that checks a wrong configuration and prints the verdict. */
const USE = `
const files = [{ path: "config.yaml", content: "cni: [canal, multus]" }];
console.log(check(files, { to: "1.33.2" }).verdict);
`;

/** @type {string} */
let project;
/** @type {string[]} */
let packed;

before(() => {
  project = folder({ "package.json": '{ "name": "project", "private": true }' });
  const pack = run(NPM, ["pack", "--json", "--pack-destination", project, ...QUIET], { cwd: PACKAGE });
  assert.equal(pack.status, 0, pack.stderr);
  const [{ filename, files }] = JSON.parse(pack.stdout);
  packed = files.map((/** @type {{ path: string }} */ { path }) => path);
  const install = run(NPM, ["install", `./${filename}`, ...QUIET], { cwd: project });
  assert.equal(install.status, 0, install.stderr);
});

/**
 * Runs a file of the project with Node.
 *
 * @param {string} name
 * @param {string} source
 */
function runs(name, source) {
  const file = path.join(project, name);
  writeFileSync(file, source);
  const { status, stdout, stderr } = run(process.execPath, [file], { cwd: project });
  assert.deepEqual([status, stderr], [0, ""]);
  return stdout;
}

test("it holds what it needs, and nothing of its making", () => {
  for (const file of ["cli.js", "node.js", "browser.mjs", "index.d.ts", "types.d.ts", "wasm/core.wasm", "README.md", "LICENSE"]) {
    assert.ok(packed.includes(file), `${file} is missing`);
  }
  const surplus = packed.filter((file) => /^(test|build|bench|node_modules|tsconfig)|\/\./.test(file));
  assert.deepEqual(surplus, []);
  assert.deepEqual(readdirSync(path.join(project, "node_modules")).sort(), [".bin", ".package-lock.json", "rke2-preflight"]);
});

test("its version is the core's", () => {
  const [, version] = /^version = "(.+)"$/m.exec(readFileSync(path.join(ROOT, "Cargo.toml"), "utf8")) ?? [];
  assert.equal(JSON.parse(readFileSync(path.join(PACKAGE, "package.json"), "utf8")).version, version);
});

test("Node, ES modules", () => {
  assert.equal(runs("esm.mjs", `import { check } from "rke2-preflight";${USE}`), "blocked\n");
});

test("Node, CommonJS", () => {
  assert.equal(runs("cjs.cjs", `const { check } = require("rke2-preflight");${USE}`), "blocked\n");
});

test("Node, the inline build", () => {
  assert.equal(runs("inline.mjs", `import { check } from "rke2-preflight/inline";${USE}`), "blocked\n");
});

test("a bundler, with the core inside the bundle", async () => {
  const source = `import { check } from "rke2-preflight/inline";${USE}`;
  assert.equal(runs("bundled-inline.mjs", await bundle(source)), "blocked\n");
});

test("a bundler, with the core beside the bundle", async () => {
  const source = `
    import { check, init } from "rke2-preflight";
    import { readFileSync } from "node:fs";
    await init(readFileSync("node_modules/rke2-preflight/wasm/core.wasm"));${USE}`;
  assert.equal(runs("bundled.mjs", await bundle(source)), "blocked\n");
});

/** @param {string} source */
async function bundle(source) {
  const { outputFiles, warnings } = await build({
    stdin: { contents: source, resolveDir: project },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    conditions: ["browser"],
    external: ["node:fs"],
    logLevel: "silent",
  });
  assert.deepEqual(warnings, []);
  return outputFiles[0].text;
}

test("the types, for both kinds of modules and for bundlers", () => {
  const typed = `
    const report: Report = check([{ path: "a", content: new Uint8Array() }], { from: "1.32", to: "1.33" });
    const place: number | undefined = report.findings[0]?.primary?.start.line;
    const move: Move | undefined = diff("1.32", "1.33").charts[0];
    // @ts-expect-error A release is a text.
    show(1.33);
    // @ts-expect-error There are two roles.
    check([], { role: "worker" });
    export const all = [place, move, init(new URL("https://example.com/core.wasm")), PreflightError];
  `;
  const names = "{ check, diff, init, PreflightError, show, type Move, type Report }";
  writeFileSync(path.join(project, "typed.mts"), `import ${names} from "rke2-preflight";${typed}`);
  writeFileSync(path.join(project, "typed.cts"), `import ${names} from "rke2-preflight";${typed}`);
  writeFileSync(path.join(project, "inline.mts"), `import ${names} from "rke2-preflight/inline";${typed}`);
  const compiler = path.join(PACKAGE, "node_modules/typescript/bin/tsc");
  const strict = ["--strict", "--noEmit", "--skipLibCheck", "false", "--types", "", "--lib", "es2022,dom"];
  for (const [resolution, files] of /** @type {const} */ ([
    ["nodenext", ["typed.mts", "typed.cts", "inline.mts"]],
    ["bundler", ["typed.mts", "inline.mts"]],
  ])) {
    const module = resolution === "bundler" ? "esnext" : resolution;
    const args = ["--module", module, "--moduleResolution", resolution, ...strict, ...files];
    const { status, stdout } = run(process.execPath, [compiler, ...args], { cwd: project });
    assert.deepEqual([status, stdout], [0, ""], resolution);
  }
});

test("the command", { skip: process.platform === "win32" && "it is a batch file there" }, () => {
  writeFileSync(path.join(project, "config.yaml"), "cni: [canal, multus]\n");
  const command = path.join(project, "node_modules/.bin/rke2-preflight");
  const { status, stdout } = run(command, ["check", "config.yaml"], { cwd: project });
  assert.equal(status, 1);
  assert.match(stdout, /cni-order/);
});
