// The core says which functions one answer needs, so that Node compiles those at once.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const core = readFileSync(new URL("../wasm/core.wasm", import.meta.url));

test("the hints name a part of the functions", () => {
  const module = new WebAssembly.Module(new Uint8Array(core));
  const [section, ...others] = WebAssembly.Module.customSections(module, "compilationHints");
  assert.equal(others.length, 0);
  const hints = [...new Uint8Array(section)];
  const eager = hints.filter((hint) => (hint & 0b11) === 0b10).length;
  assert.ok(eager > 300 && eager < hints.length / 2, `${eager} of ${hints.length}`);
});

test("the hints stand where the command looks for them", () => {
  assert.ok(core.subarray(0, 65536).includes("compilationHints"));
});
