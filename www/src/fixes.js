// Several fixes at once.

/** @import { Edit, Finding, Place } from "rke2-preflight" */

/**
 * The edits of the findings' fixes, by file. Of two fixes that touch the same text only the first is
 * taken; the next check says what is left.
 *
 * @param {Finding[]} findings
 */
export function editsOf(findings) {
  /** @type {Map<string, Edit[]>} */
  const byPath = new Map();
  for (const { fix } of findings) {
    const edits = fix?.edits ?? [];
    if (edits.some((edit) => byPath.get(edit.path)?.some((taken) => overlap(edit, taken)))) continue;
    for (const edit of edits) byPath.set(edit.path, [...(byPath.get(edit.path) ?? []), edit]);
  }
  return byPath;
}

/**
 * Whether two edits touch the same text. Two insertions at one place do, since their order is not known.
 *
 * @param {Edit} a
 * @param {Edit} b
 */
function overlap(a, b) {
  const same = compare(a.start, b.start) === 0 && compare(a.end, b.end) === 0;
  return same || (compare(a.start, b.end) < 0 && compare(b.start, a.end) < 0);
}

/**
 * @param {Place} a
 * @param {Place} b
 */
function compare(a, b) {
  return a.line - b.line || a.column - b.column;
}
