// @ts-check
// What the command line takes, and what it answers.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { cli, EXAMPLES, folder, PACKAGE, TARGET } from "./harness.mjs";

const GOOD = "cni: [multus, canal]\n";
const WRONG = "cni: [canal, multus]\n";
const ESCAPE = "\x1b[";

test("exit codes: 0 in order, 1 with findings, 2 without an answer", () => {
  const place = folder({ "good/config.yaml": GOOD, "wrong/config.yaml": WRONG });
  assert.equal(cli(["check", "good", "--to", TARGET], { cwd: place }).status, 0);
  const wrong = cli(["check", "wrong", "--to", TARGET], { cwd: place });
  assert.equal(wrong.status, 1);
  assert.match(wrong.stdout, /wrong\/config\.yaml:1:6/);
  assert.equal(cli(["check", "nothing"], { cwd: place }).status, 2);
});

test("--fail-on moves the line between 0 and 1", () => {
  const place = folder({ "config.yaml": WRONG });
  const check = (/** @type {string} */ level) =>
    cli(["check", "--to", TARGET, "--fail-on", level], { cwd: place }).status;
  assert.deepEqual(["error", "warning", "info", "never"].map(check), [1, 1, 1, 0]);
});

test("without a path, the current folder is checked", () => {
  const place = folder({ "config.yaml": WRONG });
  assert.match(cli(["check"], { cwd: place }).stdout, /--> config\.yaml:1:6/);
});

test("standard input", () => {
  const piped = cli(["check", "-", "--to", TARGET], { input: WRONG });
  assert.equal(piped.status, 1);
  assert.match(piped.stdout, /--> <stdin>:1:6/);
  const named = cli(["check", "-", "--stdin-path", "server-1/config.yaml"], { input: WRONG });
  assert.match(named.stdout, /--> server-1\/config\.yaml:1:6/);
});

test("--format json is the report, and --output puts it into a file", () => {
  const place = folder({ "config.yaml": WRONG });
  const { status, stdout } = cli(["check", "--format", "json", "--to", TARGET], { cwd: place });
  const report = JSON.parse(stdout);
  assert.equal(status, 1);
  assert.equal(report.version, 1);
  assert.equal(report.verdict, "blocked");
  assert.deepEqual(report.findings[0].primary.start, { line: 1, column: 6 });

  const toFile = cli(["check", "--format=json", "--output", "report.json", "--to", TARGET], { cwd: place });
  assert.deepEqual([toFile.status, toFile.stdout], [1, ""]);
  assert.deepEqual(JSON.parse(readFileSync(path.join(place, "report.json"), "utf8")), report);
});

test("--output to a place that cannot be written", () => {
  const place = folder({ "config.yaml": GOOD });
  const { status, stderr } = cli(["check", "--output", "no/where.txt"], { cwd: place });
  assert.equal(status, 2);
  assert.match(stderr, /^error: no\/where\.txt: no such file or folder\n/);
});

test("without an answer, JSON says so as well", () => {
  const { status, stdout, stderr } = cli(["check", "nowhere", "--format", "json"]);
  assert.equal(status, 2);
  assert.equal(JSON.parse(stdout).error, "nowhere: no such file or folder");
  assert.match(stderr, /^error: nowhere: no such file or folder\n/);
});

test("colours are for terminals and for those who ask", () => {
  const place = folder({ "config.yaml": WRONG });
  const check = (/** @type {Record<string, string>} */ env) => cli(["check"], { cwd: place, env }).stdout;
  assert.ok(!check({}).includes(ESCAPE));
  assert.ok(check({ FORCE_COLOR: "1" }).includes(ESCAPE));
  assert.ok(!check({ FORCE_COLOR: "0" }).includes(ESCAPE));
  assert.ok(!check({ FORCE_COLOR: "1", NO_COLOR: "1" }).includes(ESCAPE));
  cli(["check", "--output", "report.txt"], { cwd: place, env: { FORCE_COLOR: "1" } });
  assert.ok(!readFileSync(path.join(place, "report.txt"), "utf8").includes(ESCAPE));
});

for (const { args, error } of [
  { args: [], error: "say what to do" },
  { args: ["inspect"], error: "there is no command `inspect`" },
  { args: ["check", "--form", "A"], error: "`check` has no option `--form`" },
  { args: ["check", "-x"], error: "`check` has no option `-x`" },
  { args: ["rules", "--to", TARGET], error: "`rules` has no option `--to`" },
  { args: ["check", "--from"], error: "`--from` needs a value" },
  { args: ["check", "--from", "--to", TARGET], error: "`--from` needs a value" },
  { args: ["check", "--to="], error: "`--to` needs a value" },
  { args: ["check", "--fail-on", "never-ever"], error: "`--fail-on` cannot be `never-ever`" },
  { args: ["check", "--role", "worker"], error: "`--role` cannot be `worker`" },
  { args: ["check", "--format", "xml"], error: "`--format` cannot be `xml`" },
  { args: ["show"], error: "`show` needs RELEASE" },
  { args: ["diff", "1.32"], error: "`diff` needs B" },
  { args: ["explain", "a", "b"], error: "`explain` does not take `b`" },
  { args: ["diff", "1.32", "1.33", "a"], error: "`diff` does not take `a`" },
  { args: ["schema", "values", "a", "b"], error: "`schema` does not take `b`" },
]) {
  test(`a clear word about: ${args.join(" ") || "nothing"}`, () => {
    const { status, stdout, stderr } = cli(args);
    assert.deepEqual([status, stdout, stderr.split("\n")[0]], [2, "", `error: ${error}`]);
    assert.ok(stderr.split("\n").length > 2, "it says what to do");
  });
}

test("help for everything, and for each command", () => {
  const general = cli(["--help"]);
  assert.equal(general.status, 0);
  for (const command of ["check", "plan", "effective", "diff", "show", "releases", "rules", "explain"]) {
    assert.ok(general.stdout.includes(`rke2-preflight ${command}`));
    const { status, stdout } = cli([command, "--help"]);
    assert.equal(status, 0);
    assert.ok(stdout.startsWith(`rke2-preflight ${command}`), stdout);
    assert.ok(stdout.includes("--format"));
  }
});

test("--version is the package's", () => {
  const { version } = JSON.parse(readFileSync(path.join(PACKAGE, "package.json"), "utf8"));
  assert.equal(cli(["--version"]).stdout, `rke2-preflight ${version}\n`);
});

test("the commands that need no file", () => {
  const json = (/** @type {string[]} */ ...args) => JSON.parse(cli([...args, "--format", "json"]).stdout);
  assert.equal(json("show", "1.33.2").release, TARGET);
  assert.equal(json("show", TARGET).charts["rke2-cilium"].version, "1.17.401");
  const { charts } = json("diff", "v1.33.1+rke2r1", TARGET);
  const canal = charts.find((/** @type {{ name: string }} */ { name }) => name === "rke2-canal");
  assert.equal(canal.from_upstream, "3.30.0");
  assert.equal(canal.to_upstream, "3.30.1");
  assert.ok(json("releases").length >= 311);
  const [rule] = json("rules");
  assert.match(json("explain", rule.id).page, new RegExp(`^# ${rule.id}\n`));
  assert.match(cli(["explain", rule.id]).stdout, new RegExp(`^# ${rule.id}\n`));
  assert.equal(cli(["explain", "no-such-rule"]).status, 2);
});

test("diff shows the chart values that change, those first that are set", () => {
  const values = "controller:\n  nodeSelector: {a: b}\nnodeSelector: {a: b}\n";
  const content = values.replace(/^/gm, "    ").trimEnd();
  const manifest = `apiVersion: helm.cattle.io/v1
kind: HelmChartConfig
metadata:
  name: rke2-snapshot-controller
  namespace: kube-system
spec:
  valuesContent: |-
${content}
`;
  const place = folder({ "chart.yaml": manifest });
  const { stdout } = cli(["diff", "--values", "v1.31.1+rke2r1", "v1.31.1+rke2r2", "chart.yaml"], { cwd: place });
  assert.match(stdout, /^rke2-snapshot-controller 1\.7\.202 -> 3\.0\.601\n! /);
  const one = ["diff", "--values", "--chart", "rke2-cilium", "--format", "json", "v1.31.1+rke2r1", "v1.31.1+rke2r2"];
  assert.deepEqual(JSON.parse(cli(one).stdout).charts.map((/** @type {any} */ { chart }) => chart), ["rke2-cilium"]);
});

test("plan prints the way, and writes Plans", () => {
  const place = folder({ "server-1/config.yaml": "cni: cilium\ntls-san: a\n" });
  const step = ["plan", "--from", "v1.33.1+rke2r1", "--to", "v1.34.10+rke2r1"];
  const { status, stdout } = cli([...step, "--format", "markdown", "--plans", "plans"], { cwd: place });
  assert.equal(status, 0);
  assert.ok(stdout.startsWith("# v1.33.1+rke2r1 to v1.34.10+rke2r1\n"));
  const written = readFileSync(path.join(place, "plans/1-v1.33.7-rke2r3-server.yaml"), "utf8");
  assert.match(written, /version: v1\.33\.7\+rke2r3\n/);
  // Without files it is for any cluster.
  assert.match(cli(step, { cwd: folder({}) }).stdout, /^V1\.33\.1\+RKE2R1 TO/);
  assert.equal(cli([...step, "--via", "1.34"], { cwd: place }).status, 0);
  assert.equal(cli([...step, "--avoid", "1.33"], { cwd: place }).status, 1);
  assert.equal(cli(["plan", "--from", "1.34", "--to", "v1.33.1+rke2r1"], { cwd: place }).status, 1);
  assert.equal(cli(["plan", "--to", "1.34"], { cwd: place }).status, 2);
});

test("effective shows the arguments, and where each was written", () => {
  const place = folder({
    "config.yaml": "tls-san: a\nnode-label: [x=1]\n",
    "config.yaml.d/.10-hidden.yaml": "tls-san+: b\n",
    "config.yaml.d/20.yaml": "write-kubeconfig-mode: 0644\n",
  });
  const { args, origins } = JSON.parse(cli(["effective", "--format", "json"], { cwd: place }).stdout);
  assert.deepEqual(args, ["--tls-san=a", "--tls-san=b", "--node-label=x=1", "--write-kubeconfig-mode=420"]);
  assert.equal(origins[1].path, "config.yaml.d/.10-hidden.yaml");
});

test("a release that is not known yet can be given", () => {
  const charts = "charts:\n  - version: 9.9.900\n    filename: /charts/rke2-cilium.yaml\n";
  const place = folder({ "chart_versions.yaml": charts });
  const show = cli(["show", "v1.99.0+rke2r1", "--releases", "chart_versions.yaml", "--format", "json"], { cwd: place });
  assert.equal(JSON.parse(show.stdout).charts["rke2-cilium"].version, "9.9.900");
  const named = cli(["diff", TARGET, "v1.99.0+rke2r1", "--releases", "v1.99.0+rke2r1=chart_versions.yaml"], {
    cwd: place,
  });
  assert.match(named.stdout, /9\.9\.900/);
});

test("the example is in order, and its twin has the one mistake", () => {
  const upgrade = ["--from", "v1.33.1+rke2r1", "--to", TARGET];
  const example = cli(["check", path.join(EXAMPLES, "ha-multus-canal"), ...upgrade]);
  assert.equal(example.status, 0, example.stdout);
  const mistake = cli(["check", path.join(EXAMPLES, "ha-multus-canal-mistake"), ...upgrade, "--format", "json"]);
  assert.equal(mistake.status, 1);
  const errors = JSON.parse(mistake.stdout).findings.filter(
    (/** @type {{ severity: string }} */ { severity }) => severity === "error",
  );
  assert.equal(errors.length, 1);
  assert.match(errors[0].primary.path, /server-1\/config\.yaml$/);
});

test("the twins differ in the order of two lines", () => {
  const lines = (/** @type {string} */ cluster, /** @type {string} */ file) =>
    readFileSync(path.join(EXAMPLES, cluster, file), "utf8").split("\n");
  for (const node of ["server-1", "server-2", "server-3", "agent-1"]) {
    const file = `${node}/config.yaml`;
    const twin = lines("ha-multus-canal-mistake", file);
    if (node === "server-1") {
      const canal = twin.indexOf("  - canal");
      [twin[canal], twin[canal + 1]] = [twin[canal + 1], twin[canal]];
    }
    assert.deepEqual(twin, lines("ha-multus-canal", file));
  }
  assert.ok(existsSync(path.join(EXAMPLES, "ha-multus-canal-mistake/manifests")));
});
