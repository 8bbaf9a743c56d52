// Which functions of the core one answer needs, as a section of the module that V8 reads.
//
// V8 compiles each function when it is first called, which takes longer than compiling the same functions
// at once. The section `compilationHints` names those; whoever does not know it passes over it.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const NAME = "compilationHints";
// A strategy, then twice the baseline compiler: `CompilationHint` in V8's src/wasm/wasm-module.h.
const LAZY = 0b01_01_01;
const EAGER = 0b01_01_10;

const CUSTOM = 0;
const FUNCTION = 3;
const CODE = 10;
const DATA_COUNT = 12;

/**
 * The module with hints for a check of one small file, instead of those that it has.
 *
 * @param {Buffer} wasm
 */
export function hinted(wasm) {
  const sections = [...split(wasm)];
  const own = sections.find(({ id }) => id === FUNCTION);
  if (!own) throw new Error("the core has no functions");
  const [count] = number(own.content, 0);
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(new Uint8Array(wasm)));
  const imported = imports.filter(({ kind }) => kind === "function").length;
  const hints = Buffer.alloc(count, LAZY);
  for (const index of needed()) {
    if (index >= imported) hints[index - imported] = EAGER;
  }
  const content = Buffer.concat([bytes(NAME.length), Buffer.from(NAME), bytes(count), hints]);
  const kept = sections.filter(({ id, content }) => id !== CUSTOM || !content.includes(NAME));
  const at = kept.findIndex(({ id }) => id === CODE || id === DATA_COUNT);
  kept.splice(at, 0, { id: CUSTOM, content });
  const parts = kept.flatMap(({ id, content }) => [Buffer.from([id]), bytes(content.length), content]);
  return Buffer.concat([wasm.subarray(0, 8), ...parts]);
}

/** The indexes of the functions that the command compiles for the example; none where Node does not tell. */
function needed() {
  const cli = fileURLToPath(new URL("../cli.js", import.meta.url));
  const file = fileURLToPath(new URL("../../examples/ha-multus-canal/server-1/config.yaml", import.meta.url));
  const flags = ["--liftoff-only", "--trace-wasm-compilation-times"];
  const { stdout } = spawnSync(process.execPath, [...flags, cli, "check", file], {
    encoding: "utf8",
    env: { ...process.env, RKE2_PREFLIGHT_LAZY: "1" },
  });
  return [...stdout.matchAll(/^Compiled function [^#]*#(\d+) /gm)].map(([, index]) => Number(index));
}

/**
 * @param {Buffer} wasm
 * @returns {Iterable<{ id: number, content: Buffer }>}
 */
function* split(wasm) {
  // After the magic number and the version.
  let at = 8;
  while (at < wasm.length) {
    const [size, start] = number(wasm, at + 1);
    yield { id: wasm[at], content: wasm.subarray(start, start + size) };
    at = start + size;
  }
}

/**
 * Reads a LEB128 number; returns it with the offset after it.
 *
 * @param {Buffer} from
 * @param {number} at
 */
function number(from, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = from[at++];
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [value, at];
  }
}

/**
 * A number as LEB128.
 *
 * @param {number} value
 */
function bytes(value) {
  const written = [];
  for (; value > 0x7f; value >>>= 7) written.push((value & 0x7f) | 0x80);
  return Buffer.from([...written, value]);
}
