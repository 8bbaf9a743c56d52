// @ts-check
// What the tests share: folders that go away again, and the command as a person runs it.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
export const CLI = path.join(PACKAGE, "cli.js");
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const EXAMPLES = path.join(ROOT, "examples");
export const TARGET = "v1.33.2+rke2r1";

/** @type {string[]} */
const folders = [];
process.on("exit", () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/**
 * A new folder with these files.
 *
 * @param {Record<string, string | Uint8Array>} [files]
 */
export function folder(files = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "rke2-preflight-test-"));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return folder;
}

/** Variables that would change what is printed. */
const CALM = { NO_COLOR: undefined, FORCE_COLOR: undefined, NODE_OPTIONS: undefined };

/**
 * Runs the command line.
 *
 * @param {readonly string[]} args
 * @param {{ cwd?: string, input?: string | Uint8Array, env?: Record<string, string> }} [options]
 */
export function cli(args, options = {}) {
  return run(process.execPath, [CLI, ...args], options);
}

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, input?: string | Uint8Array, env?: Record<string, string> }} [options]
 */
export function run(program, args, { cwd, input = "", env } = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    input,
    env: { ...process.env, ...CALM, ...env },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    // What hangs should fail, also on a machine that is busy with other things.
    timeout: 300_000,
  });
  if (error) throw error;
  return { status, stdout, stderr };
}
