// @ts-check
// Speed and size beside their targets: `cargo xtask bench` builds what this measures, and names the folder.
import { readFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync } from "node:zlib";
import { start } from "./start.mjs";
import { load, throughput } from "./throughput.mjs";
import { helmChartConfig } from "./warm.mjs";

const [benchBuild] = process.argv.slice(2);
const core = await load(path.resolve(benchBuild));
const { check, parser, ratio } = throughput(core);
const warm = helmChartConfig(core);
const { bare, command, factor } = start();
const wasm = brotliCompressSync(readFileSync(new URL("../wasm/core.wasm", import.meta.url))).length / 1024;

const rows = [
  {
    what: "check one small configuration, times a bare `node -e 0`",
    value: factor.toFixed(2),
    target: "at most 1.25",
    ok: factor <= 1.25,
    note: `${command.toFixed(1)} ms to ${bare.toFixed(1)} ms`,
  },
  {
    what: "check throughput, of the YAML parser's alone",
    value: `${(ratio * 100).toFixed(0)} %`,
    target: "at least 60 %",
    ok: ratio >= 0.6,
    note: `${check.toFixed(1)} MB/s of ${parser.toFixed(1)} MB/s`,
  },
  {
    what: "check a HelmChartConfig of 100 lines once warm",
    value: `${warm.toFixed(2)} ms`,
    target: "at most 1 ms",
    ok: warm <= 1,
    note: "",
  },
  {
    what: "core.wasm after brotli, with all data",
    value: `${wasm.toFixed(1)} KB`,
    target: "at most 350 KB",
    ok: wasm <= 350,
    note: "",
  },
];

const widths = /** @type {const} */ (["what", "value", "target"]).map((column) =>
  Math.max(...rows.map((row) => row[column].length)),
);
for (const { what, value, target, ok, note } of rows) {
  const cells = [what.padEnd(widths[0]), value.padStart(widths[1]), target.padEnd(widths[2])];
  console.log([...cells, ok ? "ok  " : "miss", note].join("  ").trimEnd());
}
console.log(`Node ${process.version}, ${process.platform} ${process.arch}`);
process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1;
