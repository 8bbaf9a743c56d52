// Places on the wire (line and UTF-16 column, both from 1) and offsets in a text.

import { Text } from "@codemirror/state";

/**
 * @import { Location, Place } from "rke2-preflight"
 * @import { WorkFile } from "./workspace.js"
 */

/**
 * The lines of a file, split as the check splits them: at `\n`, `\r\n` and a lone `\r`.
 *
 * @param {WorkFile} file
 */
export function linesOf(file) {
  return file.editor?.doc ?? Text.of(file.text.split(/\r\n?|\n/));
}

/**
 * The offset of a place. The text may have changed since the check, so a place past the end is the end.
 *
 * @param {Text} lines
 * @param {Place} place
 */
export function offsetOf(lines, place) {
  if (place.line > lines.lines) return lines.length;
  const line = lines.line(Math.max(place.line, 1));
  return Math.min(line.from + Math.max(place.column, 1) - 1, line.to);
}

/**
 * The offsets of a location.
 *
 * @param {Text} lines
 * @param {Pick<Location, "start" | "end">} location
 */
export function rangeOf(lines, { start, end }) {
  const from = offsetOf(lines, start);
  return { from, to: Math.max(from, offsetOf(lines, end)) };
}

/**
 * A place as compilers write it, which editors and terminals can follow.
 *
 * @param {Location} location
 */
export function written({ path, start }) {
  return `${path}:${start.line}:${start.column}`;
}
