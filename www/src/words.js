// The words for what the report says in ids.

/** @import { Change, Consequence, Severity, Verdict } from "rke2-preflight" */

/** @type {Record<Consequence, string>} */
export const CONSEQUENCES = {
  "wont-start": "RKE2 won’t start",
  "component-down": "component down",
  "chart-fails": "chart fails",
  traffic: "traffic lost",
  "data-loss": "data loss",
  ignored: "ignored",
  changed: "changed",
  unsupported: "unsupported",
  insecure: "insecure",
};

/** @type {Record<Severity, string>} */
export const SEVERITIES = { error: "error", warning: "warning", info: "note" };

/** @type {Record<Verdict, { word: string, icon: "error" | "warning" | "ok" | "unknown" }>} */
export const VERDICTS = {
  blocked: { word: "Blocked", icon: "error" },
  "action-needed": { word: "Action needed", icon: "warning" },
  ready: { word: "Ready", icon: "ok" },
  "not-assessed": { word: "Not assessed", icon: "unknown" },
};

/**
 * What to say about a release; nothing about an ordinary one.
 *
 * @type {Record<string, string>}
 */
export const STATES = {
  announced: "",
  withdrawn: "withdrawn",
  unannounced: "never announced",
  prime: "Prime only",
};

/** @type {Record<Change, string>} */
export const CHANGES = {
  added: "new",
  removed: "gone",
  upgraded: "upgraded",
  repackaged: "repackaged",
  downgraded: "downgraded",
};

/**
 * A number with its noun: `1 error`, `2 errors`.
 *
 * @param {number} number
 * @param {string} noun
 */
export function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/**
 * The severities in words: `2 errors, 1 warning`.
 *
 * @param {{ severity: Severity }[]} findings
 */
export function tally(findings) {
  const severities = /** @type {Severity[]} */ (["error", "warning", "info"]);
  return severities
    .map((severity) => [findings.filter((finding) => finding.severity === severity).length, severity])
    .filter(([number]) => number)
    .map(([number, severity]) => count(Number(number), SEVERITIES[/** @type {Severity} */ (severity)]))
    .join(", ");
}
