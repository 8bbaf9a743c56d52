// @ts-check
"use strict";
// The report as Markdown, for the page of a job.

/**
 * @typedef {import("../types.js").Finding} Finding
 * @typedef {import("../types.js").Move} Move
 * @typedef {import("../types.js").Report} Report
 */

// A summary may have a megabyte; nobody reads that much.
const MOST_FINDINGS = 100;

/** @param {Report} report */
function summary({ verdict, subject, inputs, findings, not_assessed, upgrade }) {
  const step = subject.from ? `${subject.from} → ${subject.to}` : subject.to;
  const assessed = inputs.filter((input) => input.assessed).length;
  const parts = [
    `## RKE2 preflight: ${verdict.replaceAll("-", " ")}`,
    `${step}: ${plural(findings.length, "finding")} in ${plural(assessed, "file")}.`,
  ];
  if (findings.length > 0) {
    parts.push(
      table(["", "Where", "What happens", "Rule"], findings.slice(0, MOST_FINDINGS).map(row)),
    );
  }
  if (findings.length > MOST_FINDINGS) {
    parts.push(`And ${findings.length - MOST_FINDINGS} more: the report has them all.`);
  }
  if (not_assessed.length > 0) {
    parts.push("### Not assessed", not_assessed.map((reason) => `- ${cell(reason)}`).join("\n"));
  }
  const moves = upgrade ? [...upgrade.charts, ...upgrade.components] : [];
  if (moves.length > 0) {
    parts.push(
      "<details><summary>What moves</summary>",
      table(
        ["", "From", "To", ""],
        moves.map((move) => [
          `\`${move.name}\``,
          version(move.from, move.from_upstream),
          version(move.to, move.to_upstream),
          move.change,
        ]),
      ),
      "</details>",
    );
  }
  return `${parts.join("\n\n")}\n`;
}

/** @param {Finding} finding */
function row({ severity, primary, message, help, rule }) {
  const where = primary ? `\`${primary.path}:${primary.start.line}:${primary.start.column}\`` : "";
  return [severity, where, help ? `${message}<br>${help}` : message, `\`${rule}\``];
}

/**
 * @param {string} [version]
 * @param {string} [upstream]
 */
function version(version, upstream) {
  if (version === undefined) return "";
  return upstream && upstream !== version ? `${version} (${upstream})` : version;
}

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/**
 * Text that stays in its cell, and is text.
 *
 * @param {string} text
 */
function cell(text) {
  // Markdown takes what stands between backticks as it is.
  const parts = text.split(/(`[^`\n]*`)/);
  return parts
    .map((part) => (part.startsWith("`") ? part : part.replaceAll("&", "&amp;").replace(/<(?!br>)/g, "&lt;")))
    .join("")
    .replaceAll("|", "\\|")
    .replace(/\s*\n\s*/g, "<br>");
}

/**
 * @param {number} count
 * @param {string} noun
 */
function plural(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

module.exports = { summary };
