// @ts-check
// What one question takes once the core is warm.
import { readFileSync } from "node:fs";
import { median } from "./median.mjs";

const ROUNDS = 300;

/** @typedef {import("../api.mjs").Core} Core */

/**
 * Milliseconds to check one HelmChartConfig of 100 lines.
 *
 * @param {Pick<Core, "run">} core
 */
export function helmChartConfig(core) {
  const bytes = readFileSync(new URL("rke2-cilium-config.yaml", import.meta.url));
  const files = [{ path: "rke2-cilium-config.yaml", size: bytes.length }];
  const request = JSON.stringify({ command: "check", to: "v1.33.2+rke2r1", format: "json", files });
  /** @type {number[]} */
  const times = [];
  for (let round = 0; round < 2 * ROUNDS; round += 1) {
    const before = performance.now();
    core.run(request, bytes);
    times.push(performance.now() - before);
  }
  return median(times.slice(ROUNDS));
}
