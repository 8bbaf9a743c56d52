// @ts-check
// Two configurations that cannot both be true.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cli, folder, TARGET } from "./harness.mjs";

test("two files that claim the same role and name", () => {
  const place = folder({
    "a/config.yaml": `cni: canal\nnode-name: server-1\ntoken-file: /x\n`,
    "b/config.yaml": `cni: canal\nnode-name: server-1\ntoken-file: /x\n`,
  });
  const { stdout, stderr } = cli(["check", "--role", "server", "--to", TARGET], { cwd: place });
  assert.match(stdout + stderr, /server-1/);
  assert.match(stdout + stderr, /a\/config\.yaml:2/);
  assert.match(stdout + stderr, /b\/config\.yaml:2/);
});
