// @ts-check
// The library: the same functions and answers from every entry.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import * as browser from "../browser.mjs";
import * as inline from "../inline.mjs";
import * as node from "../node.mjs";
import { TARGET } from "./harness.mjs";

/** @typedef {typeof import("../index.js")} Library */

/** @type {Library} */
const commonjs = createRequire(import.meta.url)("../node.js");
/** @type {Record<string, Library>} */
const ENTRIES = { node, commonjs, browser, inline };

const WASM = readFileSync(new URL("../wasm/core.wasm", import.meta.url));
const FILES = [{ path: "server-1/config.yaml", content: "# ü\ncni: [canal, multus]\n" }];

test("a browser has to load the core first", () => {
  assert.throws(() => browser.rules(), /await init\(\)/);
});

for (const [name, library] of Object.entries(ENTRIES)) {
  test(`${name}: everything answers`, async () => {
    await library.init(library === browser ? WASM : undefined);
    // A second call does no harm.
    await library.init();

    const report = library.check(FILES, { from: "v1.33.1+rke2r1", to: TARGET });
    assert.equal(report.verdict, "blocked");
    assert.deepEqual(report.findings[0].primary?.start, { line: 2, column: 6 });
    assert.ok(report.upgrade?.charts.some(({ name }) => name === "rke2-canal"));

    const plan = library.plan([], { from: "v1.32.4+rke2r1", to: "v1.34.10+rke2r1" });
    assert.equal(plan.hops.at(-1)?.to, plan.to);
    assert.ok(plan.runbook.some(({ steps }) => steps.some(({ commands }) => commands.length > 0)));

    assert.deepEqual(library.effective(FILES).args, ["--cni=canal", "--cni=multus"]);
    assert.equal(library.show("1.33.2").release, TARGET);
    assert.equal(library.diff("v1.33.1+rke2r1", TARGET).to, TARGET);
    const { charts } = library.diffValues("v1.36.1+rke2r2", "v1.36.2+rke2r1", { chart: "rke2-traefik" });
    assert.ok(charts[0].changes.some(({ path, after }) => path === "service.type" && after === undefined));
    assert.ok(library.releases().length >= 311);
    const [{ id }] = library.rules();
    assert.match(library.explain(id).page ?? "", new RegExp(`^# ${id}\n`));
    const { exit, output } = library.run({ command: "rules" });
    assert.equal(exit, 0);
    assert.equal(typeof output, "string");
  });

  test(`${name}: text and bytes are the same`, () => {
    const bytes = FILES.map(({ path, content }) => ({ path, content: new TextEncoder().encode(content) }));
    assert.deepEqual(library.check(bytes), library.check(FILES));
  });

  test(`${name}: what cannot be answered is a PreflightError`, () => {
    assert.throws(() => library.show("banana"), (error) => {
      assert.ok(error instanceof library.PreflightError && error instanceof Error);
      assert.equal(error.name, "PreflightError");
      assert.match(error.message, /banana/);
      assert.ok(error.help);
      return true;
    });
    assert.throws(() => library.check([]), library.PreflightError);
    // That nothing could be judged is an answer.
    assert.equal(library.check([{ path: "a.bin", content: new Uint8Array(9) }]).verdict, "not-assessed");
  });

  test(`${name}: a malformed request is a TypeError`, () => {
    // @ts-expect-error There is no such command.
    assert.throws(() => library.run({ command: "dance" }), TypeError);
    assert.throws(
      () => library.run({ command: "check", files: [{ path: "a", size: 5 }] }, new Uint8Array(3)),
      TypeError,
    );
  });
}

test("the two entries of Node are one", () => {
  assert.equal(node.check, commonjs.check);
});

test("files before the change", () => {
  const before = { path: "config.yaml", content: "cluster-cidr: 10.42.0.0/16\n", use: /** @type {const} */ ("before") };
  const now = { path: "config.yaml", content: "cluster-cidr: 10.52.0.0/16\n" };
  assert.equal(node.check([before, now]).inputs.length > 0, true);
});

test("the inputs that the real parser was given come out as it made them", () => {
  const file = new URL("../../tests/vectors/parser.json", import.meta.url);
  /** @type {{ yaml?: string, yaml_hex?: string, v2: { args?: string[], parse_error?: string } }[]} */
  const vectors = JSON.parse(readFileSync(file, "utf8"));
  assert.equal(vectors.length, 300);
  for (const { yaml, yaml_hex, v2 } of vectors) {
    const content = yaml ?? Buffer.from(yaml_hex ?? "", "hex");
    const { args, errors } = node.effective([{ path: "config.yaml", content, named: true }], { to: "v1.36.3+rke2r1" });
    assert.deepEqual(args, v2.args ?? [], String(yaml));
    if (v2.parse_error) assert.notEqual(errors.length, 0, String(yaml));
  }
});
