// @ts-check
// How much longer the command takes than Node alone.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median } from "./median.mjs";

const ROUNDS = 40;

const CLI = fileURLToPath(new URL("../cli.js", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../examples/ha-multus-canal/server-1/config.yaml", import.meta.url));

export function start() {
  /** @type {number[]} */
  const bare = [];
  /** @type {number[]} */
  const command = [];
  // In turns, so that whatever else the machine does slows both.
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(milliseconds(["-e", "0"]));
    command.push(milliseconds([CLI, "check", CONFIG]));
  }
  return { bare: median(bare), command: median(command), factor: median(command) / median(bare) };
}

/** @param {readonly string[]} args */
function milliseconds(args) {
  const before = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  const time = performance.now() - before;
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}: ${stderr}`);
  return time;
}
