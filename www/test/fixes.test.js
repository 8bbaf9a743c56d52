import assert from "node:assert/strict";
import { test } from "node:test";
import { Text } from "@codemirror/state";
import { editsOf } from "../src/fixes.js";
import { rangeOf } from "../src/places.js";

/** @import { Finding } from "rke2-preflight" */

/**
 * @param {string} text
 * @param {number} from
 * @param {number} to
 * @returns {Finding}
 */
function finding(text, from, to) {
  const edit = { path: "a", start: { line: 1, column: from }, end: { line: 1, column: to }, text };
  const fix = { safe: true, edits: [edit] };
  return { rule: "r", severity: "error", consequence: "ignored", message: "", evidence: [], fix };
}

/** @param {Finding[]} findings */
const taken = (findings) => (editsOf(findings).get("a") ?? []).map(({ text }) => text);

test("of two fixes of the same text the first one is taken", () => {
  assert.deepEqual(taken([finding("x", 1, 4), finding("y", 3, 5), finding("z", 4, 6)]), ["x", "z"]);
  assert.deepEqual(taken([finding("x", 2, 2), finding("y", 2, 2)]), ["x"]);
});

test("places count UTF-16 units, and those past the end are the end", () => {
  const text = Text.of(["a: 😀 b", "c"]);
  const range = (/** @type {number[]} */ [line = 1, column = 1, endLine = 1, endColumn = 1]) =>
    rangeOf(text, { start: { line, column }, end: { line: endLine, column: endColumn } });
  const { from, to } = range([1, 7, 1, 8]);
  assert.equal(text.sliceString(from, to), "b");
  assert.deepEqual(range([2, 9, 7, 1]), { from: 9, to: 9 });
});
