// @ts-check
// The action as a runner runs it: inputs and files in the environment, commands on standard output.
import assert from "node:assert/strict";
import { cpSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { folder, PACKAGE, ROOT, run } from "./harness.mjs";

const WRONG = "cni: [canal, multus]\n";

/**
 * @param {string} workspace
 * @param {Record<string, string>} [inputs]
 * @param {string} [program]
 */
function action(workspace, inputs = {}, program = path.join(PACKAGE, "action.js")) {
  const runner = folder({ output: "", "summary.md": "" });
  const file = (/** @type {string} */ name) => path.join(runner, name);
  const { status, stdout, stderr } = run(process.execPath, [program], {
    cwd: workspace,
    env: {
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: file("output"),
      GITHUB_STEP_SUMMARY: file("summary.md"),
      RUNNER_TEMP: runner,
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    },
  });
  /** @type {Record<string, string>} */
  const outputs = {};
  for (const [, name, , value] of readFileSync(file("output"), "utf8").matchAll(/^(.+)<<(.+)\n(.*)\n\2$/gm)) {
    outputs[name] = value;
  }
  const commands = stdout.split("\n").filter((line) => /^::(error|warning|notice)/.test(line));
  return { status, stdout, stderr, commands, outputs, summary: readFileSync(file("summary.md"), "utf8") };
}

test("a mistake: an annotation, a summary, outputs, and a step that fails", () => {
  const workspace = folder({ "clusters/server-1/config.yaml": WRONG });
  const { status, commands, outputs, summary } = action(workspace, {
    paths: "clusters",
    from: "v1.33.1+rke2r1",
    to: "v1.33.2+rke2r1",
  });
  assert.equal(status, 1);
  const place = "title=cni-order,file=clusters/server-1/config.yaml,line=1,endLine=1,col=6,endColumn=21";
  assert.ok(commands[0].startsWith(`::error ${place}::RKE2 exits`), commands[0]);
  assert.match(commands[0], /%0A/);

  assert.deepEqual([outputs.verdict, outputs.errors, outputs.warnings], ["blocked", "1", "0"]);
  assert.equal(JSON.parse(readFileSync(outputs.report, "utf8")).version, 1);

  assert.match(summary, /^## RKE2 preflight: blocked\n\nv1\.33\.1\+rke2r1 → v1\.33\.2\+rke2r1: 1 finding in 1 file\./);
  assert.match(summary, /\| error \| `clusters\/server-1\/config\.yaml:1:6` \|/);
  assert.match(summary, /\| `rke2-canal` \| v3\.30\.0-build2025051500 \(3\.30\.0\) \|/);
});

test("a cluster in order passes", () => {
  const { status, commands, outputs } = action(ROOT, { paths: "examples/ha-multus-canal", to: "v1.33.2+rke2r1" });
  assert.deepEqual([status, commands, outputs.verdict], [0, [], "ready"]);
});

test("several paths, one a line, and absolute ones", () => {
  const workspace = folder({ "a.yaml": WRONG, "b/config.yaml": WRONG });
  const { commands, outputs } = action(workspace, { paths: `a.yaml\n\n  ${path.join(workspace, "b")}\n` });
  assert.equal(outputs.errors, "2");
  assert.ok(commands.some((line) => line.includes("file=a.yaml,")));
  assert.ok(commands.some((line) => line.includes("file=b/config.yaml,")));
});

test("fail-on", () => {
  const workspace = folder({ "config.yaml": WRONG });
  assert.equal(action(workspace, { "fail-on": "never" }).status, 0);
  assert.equal(action(workspace, { "fail-on": "info" }).status, 1);
  const { status, commands } = action(workspace, { "fail-on": "sometimes" });
  assert.equal(status, 2);
  assert.match(commands[0], /^::error title=rke2-preflight::the input fail-on cannot be `sometimes`%0A/);
});

test("names of files cannot end a command, and nothing in them is one", { skip: process.platform === "win32" }, () => {
  const workspace = folder({ "50%,a:b/config.yaml": WRONG });
  const { commands, stdout } = action(workspace);
  assert.equal(commands.length, 1);
  for (const line of commands) assert.match(line, /file=50%25%2Ca%3Ab\/config\.yaml,/);
  const [, token] = /::stop-commands::(\S+)/.exec(stdout) ?? [];
  assert.ok(stdout.includes(`\n::${token}::\n`));
});

test("nothing could be judged", () => {
  const { status, commands, outputs, summary } = action(folder());
  assert.equal(status, 2);
  assert.match(commands[0], /^::error title=rke2-preflight::there is no \.yaml/);
  assert.equal(outputs.verdict, "not-assessed");
  assert.match(summary, /not assessed/);
});

test("a configuration that cannot be read, and a file that is none", () => {
  const broken = action(folder({ "config.yaml": "cni: [canal\n" }));
  assert.equal(broken.status, 2);
  assert.match(broken.commands.join("\n"), /^::error title=.*file=config\.yaml/m);
  const other = action(folder({ "values.yaml": "a: { b: c }\n" }));
  assert.deepEqual([other.status, other.outputs.verdict], [2, "not-assessed"]);
  assert.match(other.commands.join("\n"), /^::error title=not assessed,file=values\.yaml::/m);
});

test("a checkout without the built core says so", () => {
  const checkout = folder();
  for (const name of ["action.js", "action", "cli", "package.json"]) {
    cpSync(path.join(PACKAGE, name), path.join(checkout, name), { recursive: true });
  }
  const { status, commands } = action(folder(), {}, path.join(checkout, "action.js"));
  assert.equal(status, 2);
  assert.match(commands[0], /no pkg\/wasm%0AUse the tag of a release/);
});

test("action.yml and the script know the same inputs and outputs", () => {
  const yaml = readFileSync(path.join(ROOT, "action.yml"), "utf8");
  const script = readFileSync(path.join(PACKAGE, "action.js"), "utf8");
  const section = (/** @type {string} */ name) => {
    const [, body] = new RegExp(`^${name}:\n((?: .*\n|\n)+)`, "m").exec(yaml) ?? [];
    return [...(body ?? "").matchAll(/^ {2}([\w-]+):/gm)].map(([, key]) => key).sort();
  };
  const read = [...script.matchAll(/(?:input|oneOf)\("([\w-]+)"/g)].map(([, name]) => name).sort();
  assert.deepEqual(section("inputs"), read);
  assert.deepEqual(section("outputs"), ["errors", "report", "verdict", "warnings"]);
  const [, main] = /main: (\S+)/.exec(yaml) ?? [];
  assert.ok(existsSync(path.join(ROOT, main)));
});
