// @ts-check
// What is secret in a configuration is in nothing that we print, whatever else is wrong with it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { cli, folder, PACKAGE, run } from "./harness.mjs";

const SECRET = "hunter2-correct-horse";

/** Files with the secret in every place that one is kept in, and with mistakes that get these lines quoted. */
const FILES = {
  "server-1/config.yaml": `token: ${SECRET}\nagent-token: "${SECRET}"\ntokn: ${SECRET}\ncni: [canal, multus]\n`,
  "server-2/config.yaml": `etcd-s3-secret-key: ${SECRET}\netcd-s3-access-key: ${SECRET}\nselinux: ${SECRET}\n`,
  "server-3/config.yaml": `token: [${SECRET}, ${SECRET}]\ntoken+: ${SECRET}\n`,
  "agent-1/config.yaml": `token: ${SECRET}\n server: x\n`,
  "agent-2/config.yaml": `server: https://x:9345\ntoken: "${SECRET}\n`,
  "registries.yaml": `configs:\n  r.example.com:\n    auth:\n      username: u\n      password: ${SECRET}\n`,
};

for (const args of [
  ["check"],
  ["check", "--format", "json"],
  ["check", "--to", "v1.20.4+rke2r1"],
  ["plan", "--from", "v1.30.4+rke2r1", "--to", "1.36"],
  ["plan", "--from", "v1.30.4+rke2r1", "--to", "1.36", "--format", "json", "--install", "plans"],
  ["check", "--from", "1.32", "--to", "1.33", "--before", "server-1"],
  ...Object.keys(FILES).flatMap((file) => [
    ["check", file],
    ["effective", file],
    ["effective", file, "--format", "json", "--to", "v1.20.4+rke2r1"],
  ]),
]) {
  test(`no secret in: ${args.join(" ")}`, () => {
    const { stdout, stderr } = cli(args, { cwd: folder(FILES), env: { FORCE_COLOR: "1" } });
    assert.ok(stdout + stderr, "it says something");
    assert.ok(!(stdout + stderr).includes("hunter2"), stdout + stderr);
  });
}

test("no secret in what the action leaves behind", () => {
  const place = folder(FILES);
  const summary = path.join(place, "summary.md");
  const { stdout, stderr } = run(process.execPath, [path.join(PACKAGE, "action.js")], {
    cwd: place,
    env: { GITHUB_WORKSPACE: place, GITHUB_STEP_SUMMARY: summary, RUNNER_TEMP: place },
  });
  assert.ok(!(stdout + stderr + readFileSync(summary, "utf8")).includes("hunter2"));
});
