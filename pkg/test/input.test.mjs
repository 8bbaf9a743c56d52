// @ts-check
// Input that nobody should give: a clear word about it, and never a hang or a stack trace.
import assert from "node:assert/strict";
import { chmodSync, closeSync, ftruncateSync, openSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { cli, CLI, folder, run, TARGET } from "./harness.mjs";

const GOOD = "cni: canal\n";

/**
 * Nothing could be judged, and both texts together say why.
 *
 * @param {ReturnType<typeof cli>} result
 * @param {RegExp} why
 */
function refused({ status, stdout, stderr }, why) {
  assert.equal(status, 2, stdout + stderr);
  assert.match(stdout + stderr, why);
  assert.doesNotMatch(stderr, /\n {4}at /, "a stack trace is for programmers");
}

test("a path that is not there", () => {
  refused(cli(["check", "no/such/config.yaml"]), /^error: no\/such\/config\.yaml: no such file or folder/);
  const place = folder({ "config.yaml": GOOD });
  refused(cli(["check", "config.yaml/x"], { cwd: place }), /config\.yaml\/x: a part of this path is not a folder/);
});

test("an empty folder, and one with nothing to read", () => {
  refused(cli(["check"], { cwd: folder() }), /there is no \.yaml, \.yml or \.json file in the current folder/);
  refused(cli(["check", "."], { cwd: folder({ "README.md": "hello" }) }), /there is no/);
});

test("folders of tools are not read", () => {
  const place = folder({
    ".git/config.yaml": "cni: wrong\n",
    "node_modules/a/config.yaml": "cni: wrong\n",
    ".terraform/config.yaml": "cni: wrong\n",
  });
  refused(cli(["check"], { cwd: place }), /there is no/);
});

test("a file that cannot be read", { skip: process.getuid?.() === 0 && "root may read everything" }, () => {
  const place = folder({ "config.yaml": GOOD });
  chmodSync(path.join(place, "config.yaml"), 0);
  refused(cli(["check", "config.yaml"], { cwd: place }), /config\.yaml: not allowed to read/);
});

test("a file of 50 MB is not even loaded", () => {
  const place = folder();
  const descriptor = openSync(path.join(place, "config.yaml"), "w");
  ftruncateSync(descriptor, 50 * 1024 * 1024);
  closeSync(descriptor);
  const result = cli(["check", "config.yaml"], { cwd: place });
  refused(result, /config\.yaml: 50 MB is too large to be configuration/);
  refused(cli(["check"], { cwd: place }), /50 MB is too large/);
});

test("beside what can be judged, it is skipped with a word", () => {
  const place = folder({ "server-1/config.yaml": GOOD });
  const descriptor = openSync(path.join(place, "dump.json"), "w");
  ftruncateSync(descriptor, 50 * 1024 * 1024);
  closeSync(descriptor);
  const { status, stdout } = cli(["check", "--to", TARGET], { cwd: place });
  assert.equal(status, 0);
  assert.match(stdout, /^not assessed: dump\.json: 50 MB is too large/);
  /** @type {import("../types.js").Report} */
  const { inputs } = JSON.parse(cli(["check", "--to", TARGET, "--format", "json"], { cwd: place }).stdout);
  assert.deepEqual(
    inputs.map(({ path, assessed }) => [path, assessed]),
    [["server-1/config.yaml", true], ["dump.json", false]],
  );
});

test("standard input that never ends", { skip: process.platform === "win32" && "there is no /dev/zero" }, () => {
  refused(run("sh", ["-c", `"${process.execPath}" "$0" check - < /dev/zero`, CLI]), /too large/);
});

test("symbolic links that lead back", { skip: process.platform === "win32" && "links need rights there" }, () => {
  const place = folder({ "server-1/config.yaml": GOOD });
  symlinkSync("self.yaml", path.join(place, "self.yaml"));
  symlinkSync("..", path.join(place, "server-1/up"));
  const { status, stdout, stderr } = cli(["check", "--to", TARGET], { cwd: place });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /not assessed: self\.yaml: the symbolic link leads back to itself/);
  assert.match(stdout, /not assessed: server-1\/up: the link leads back to a folder that it lies in/);
  refused(cli(["check", "self.yaml"], { cwd: place }), /self\.yaml: the symbolic link leads back to itself/);
});

test("a pipe below a folder is left alone", { skip: process.platform === "win32" && "there are no pipes" }, () => {
  const place = folder({ "config.yaml": GOOD });
  run("mkfifo", [path.join(place, "pipe.yaml")]);
  const { status, stdout, stderr } = cli(["check", "--to", TARGET], { cwd: place });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /not assessed: pipe\.yaml: not a regular file/);
});

test("a name that is no UTF-8", { skip: process.platform !== "linux" && "names are text there" }, () => {
  const place = folder({ "config.yaml": GOOD });
  writeFileSync(Buffer.concat([Buffer.from(`${place}/`), Buffer.from([0xff]), Buffer.from(".yaml")]), "a: b\n");
  const { status, stdout, stderr } = cli(["check", "--to", TARGET], { cwd: place });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /not assessed: \ufffd\.yaml: no such file/);
});

test("names with a backslash or with commands for the terminal stay what they are", {
  skip: process.platform === "win32" && "names cannot hold these there",
}, () => {
  const place = folder({ "a\\config.yaml": "cnii: canal\ntls-san: [a]\n", "\u001b[31m.yaml": "cni: [a\n" });
  const { stdout } = cli(["check", "a\\config.yaml", "\u001b[31m.yaml", "--to", TARGET], { cwd: place });
  assert.match(stdout, /a\\config\.yaml:1:1/);
  assert.doesNotMatch(stdout, /\u001b/);
  assert.doesNotMatch(cli(["check", "\u001b]0;x\u0007"], { cwd: place }).stderr, /[\u001b\u0007]/);
});

test("standard output that is full", { skip: process.platform !== "linux" && "there is no /dev/full" }, () => {
  const result = run("sh", ["-c", `"${process.execPath}" "$0" releases > /dev/full`, CLI]);
  assert.equal(result.status, 2);
  assert.match(result.stderr, /^error: standard output: no space left/);
});

test("many files of others are counted", () => {
  const names = Array.from({ length: 9 }, (_, index) => `other-${index}/values.yaml`);
  const place = folder({ "config.yaml": GOOD, ...Object.fromEntries(names.map((name) => [name, "replicas: 2\n"])) });
  const { stdout } = cli(["check", "--to", TARGET], { cwd: place });
  assert.equal(stdout.match(/^not assessed/gm)?.length, 1);
  assert.match(stdout, /^not assessed: 9 files: nothing of RKE2's \(other-0\/values\.yaml and others;/m);
});

test("a configuration of K3s is one of RKE2 only where it is named", () => {
  const place = folder({ "config.yaml": "cluster-init: true\nflannel-backend: vxlan\n" });
  const found = cli(["check", "--to", TARGET], { cwd: place });
  assert.equal(found.status, 2);
  assert.match(found.stdout, /^not assessed: config\.yaml: reads as a configuration of K3s; .* name the file itself$/m);
  const named = cli(["check", "config.yaml", "--to", TARGET], { cwd: place });
  assert.match(named.stdout, /^warning\[k3s-only-key\]: RKE2 skips `flannel-backend`/m);
});

test("nothing of RKE2's, beside a release to go from", () => {
  const place = folder({ "values.yaml": "replicas: 2\nimage: {tag: a}\n" });
  const { status, stdout } = cli(["check", "--from", "v1.33.1+rke2r1", "--to", TARGET], { cwd: place });
  assert.equal(status, 2);
  assert.match(stdout, /^not assessed: v1/m);
});

for (const [name, content] of Object.entries({
  "quoted keys": '"cni": "canal"\n"tls-san": [\n',
  JSON: '{\n  "cni": "canal",\n  "tls-san": ["a"\n',
  "a list": "- token: abcd\n  cni: canal\n",
  "a blank before the first key": " cni: [\n token: abcd\n",
})) {
  test(`a broken configuration is found in a folder: ${name}`, () => {
    const place = folder({ "config.yaml": content });
    const { status, stdout } = cli(["check", ".", "--to", TARGET], { cwd: place });
    assert.equal(status, 2, stdout);
    assert.match(stdout, /config\.yaml:\d/);
  });
}

for (const { name, content, why } of [
  { name: "a binary file", content: Uint8Array.from({ length: 4096 }, (_, index) => index % 256), why: /no text|NUL/i },
  { name: "bytes that are not UTF-8", content: Uint8Array.of(99, 110, 105, 58, 32, 0xff, 10), why: /UTF-8/ },
  { name: "YAML that does not parse", content: "cni: [multus\ntoken-file: /x\n", why: /config\.yaml.*\b[12]\b/ },
  { name: "100,000 nested brackets", content: `cni: ${"[".repeat(100_000)}\n`, why: /config\.yaml/ },
  { name: "100,000 nested and closed brackets", content: "[".repeat(100_000) + "]".repeat(100_000), why: /config\.yaml/ },
  { name: "nothing", content: "", why: /./ },
]) {
  test(`${name}`, () => {
    const place = folder({ "config.yaml": content });
    const { status, stdout, stderr } = cli(["check", "config.yaml"], { cwd: place });
    // An empty file is a configuration; all the others cannot be judged.
    assert.equal(status, name === "nothing" ? 0 : 2, stdout + stderr);
    assert.match(stdout + stderr, why);
    assert.doesNotMatch(stderr, /\n {4}at /);
  });
}

test("an alias bomb stays small", () => {
  const lines = ["a: &a [x, x, x, x, x, x, x, x, x]"];
  for (const [from, to] of ["ab", "bc", "cd", "de", "ef", "fg", "gh", "hi", "ij", "jk"]) {
    lines.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(", ")}]`);
  }
  lines.push("tls-san: *k", "node-label: *k");
  const place = folder({ "config.yaml": lines.join("\n") });
  for (const command of ["check", "effective"]) {
    const { status, stdout, stderr } = cli([command, "config.yaml"], { cwd: place });
    assert.ok(status === 0 || status === 1 || status === 2, stderr);
    assert.ok(stdout.length < 10_000_000);
    assert.doesNotMatch(stderr, /stopped unexpectedly|\n {4}at /);
  }
});

test("a release that does not exist", () => {
  const place = folder({ "config.yaml": GOOD });
  refused(cli(["check", "--to", "v1.33.99+rke2r1"], { cwd: place }), /v1\.33\.99\+rke2r1/);
  refused(cli(["check", "--to", "banana"], { cwd: place }), /`banana`/);
  refused(cli(["show", "v0.0.1+rke2r1"]), /v0\.0\.1/);
});

test("the same file given twice is one file", () => {
  const place = folder({ "config.yaml": GOOD });
  const { status, stderr } = cli(["check", "config.yaml", "./config.yaml", "--to", TARGET], { cwd: place });
  assert.equal(status, 0, stderr);
});
