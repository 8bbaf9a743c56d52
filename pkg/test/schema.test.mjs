// @ts-check
// The schemas for editors: valid ones, that take what RKE2 takes, and tell of what it does not.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parseDocument } from "yaml";
import * as node from "../node.mjs";
import { cli, ROOT, TARGET } from "./harness.mjs";

const RELEASES = [
  "v1.18.9+rke2r1",
  "v1.20.4+rke2r1",
  "v1.21.14+rke2r1",
  "v1.24.17+rke2r1",
  "v1.27.16+rke2r2",
  "v1.30.14+rke2r4",
  TARGET,
  "v1.36.3+rke2r1",
];
const ROLES = /** @type {const} */ (["server", "agent"]);

/**
 * A validator; making it fails where the schema breaks the rules of draft 2020-12, or has keywords that do nothing.
 *
 * @param {string} to
 * @param {"server" | "agent"} role
 */
function validator(to, role) {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  return ajv.compile(node.schema("config", { to, role }));
}

/**
 * The document as an editor reads it.
 *
 * @param {string} text
 */
function read(text) {
  const document = parseDocument(text, { uniqueKeys: false });
  assert.deepEqual(document.errors, []);
  return document.toJS();
}

for (const release of RELEASES) {
  for (const role of ROLES) {
    test(`${release} ${role}: a valid schema of draft 2020-12`, () => {
      const validate = validator(release, role);
      assert.ok(validate(read("token: abc\nnode-label:\n- a=b\n")), JSON.stringify(validate.errors));
      assert.ok(validate(read("")), "an empty file is a configuration");
      assert.ok(!validate(read("tokn: abc\n")));
      const { $schema, title } = node.schema("config", { to: release, role });
      assert.equal($schema, "https://json-schema.org/draft/2020-12/schema");
      assert.equal(title, `config.yaml of an RKE2 ${role} ${release}`);
    });
  }
}

test("the command line makes the same", () => {
  const { status, stdout } = cli(["schema", "config", "--release", TARGET, "--role", "agent"]);
  assert.equal(status, 0);
  assert.deepEqual(JSON.parse(stdout), node.schema("config", { to: TARGET, role: "agent" }));
  assert.throws(() => node.schema(/** @type {any} */ ("pods")), node.PreflightError);
});

for (const [text, keyword] of [
  ["tokn: abc", "additionalProperties"],
  ["Token: abc", "additionalProperties"],
  ["flannel-backend: none", "additionalProperties"],
  ["selinux: maybe", "anyOf"],
  ["debug: [true]", "anyOf"],
  ["etcd-snapshot-retention: five", "anyOf"],
  ["etcd-s3-timeout: 30", "anyOf"],
  ["cni: calcio", "anyOf"],
  ["cni: [multus, wave]", "anyOf"],
  ["profile: cis-1.6", "anyOf"],
  ["egress-selector-mode: pods", "enum"],
  ["kubelet-arg: {max-pods: 110}", "anyOf"],
  ["kubelet-arg:\n- max-pods: 110", "anyOf"],
  ["tls-san: [[a, b]]", "anyOf"],
  ["node-name: [a, b]", "type"],
  ["- token: abc", "type"],
]) {
  test(`refused: ${text}`, () => {
    const validate = validator(TARGET, "server");
    assert.ok(!validate(read(text)));
    assert.ok(validate.errors?.some((error) => error.keyword === keyword), JSON.stringify(validate.errors));
  });
}

for (const text of [
  "cni: multus,canal",
  "cni: [multus, canal]",
  "cni+: [canal]",
  "tls-san: a.example",
  "tls-san+: [a.example]",
  "debug+: true",
  "selinux: Yes",
  'selinux: "true"',
  "etcd-s3-timeout: 1m30s",
  'etcd-snapshot-retention: "10"',
  "etcd-snapshot-retention: 0x10",
  "write-kubeconfig-mode: 0644",
  'write-kubeconfig-mode: "0640"',
  "profile:",
  "t: abc",
  "control-plane-resource-requests: kube-apiserver-cpu=500m,kube-apiserver-memory=512M",
  "cloud-provider-name: harvester",
]) {
  test(`taken: ${text}`, () => {
    const validate = validator(TARGET, "server");
    assert.ok(validate(read(text)), JSON.stringify(validate.errors));
  });
}

test("agents and older releases take less", () => {
  assert.ok(!validator(TARGET, "agent")(read("tls-san: a.example")));
  assert.ok(validator("v1.24.17+rke2r1", "server")(read("profile: cis-1.6")));
  assert.ok(!validator("v1.24.17+rke2r1", "server")(read("ingress-controller: traefik")));
});

/**
 * The first and the last release of a set as the tables write it.
 *
 * @param {string} set
 */
function ends(set) {
  const listed = node.releases().map(({ release }) => release);
  const full = (/** @type {string} */ short) => {
    const [version, build = "1"] = short.split("r");
    return `v${version}+rke2r${build}`;
  };
  const [first] = set.split("..");
  const last = set.split(" ").at(-1)?.split("..").at(-1);
  return [first ? full(first) : listed.at(-1), last ? full(last) : listed[0]];
}

const CLEAN = path.join(ROOT, "tests/cases/clean");
for (const name of readdirSync(CLEAN)) {
  test(`the clean case ${name}`, () => {
    const folder = path.join(CLEAN, name);
    const head = readFileSync(path.join(folder, "expected.txt"), "utf8").split("\n--\n")[0];
    const word = (/** @type {string} */ key) => head.match(new RegExp(`^${key}: (.*)$`, "m"))?.[1];
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== "expected.txt")
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => ({ path: path.relative(folder, file), content: readFileSync(file, "utf8"), named: true }));
    const { inputs } = node.check(files);
    for (const input of inputs.filter(({ kind }) => kind === "config")) {
      const content = files.find((file) => file.path === input.path)?.content ?? "";
      // What a template makes is not known here.
      if (/\{\{|\{%|%\{|\$\{/.test(content)) continue;
      const role = word("role") ?? input.role;
      for (const release of ends(word("clean") ?? "")) {
        assert.ok(release);
        const validate = validator(release, role === "agent" ? "agent" : "server");
        assert.ok(validate(read(content)), `${input.path} at ${release}: ${JSON.stringify(validate.errors)}`);
      }
    }
  });
}
