// @ts-check
"use strict";
// The GitHub Action: the inputs of the step in; annotations, a job summary and outputs out.
// What it says to the runner are lines and files of a simple form, so it needs no other package.

const crypto = require("node:crypto");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { ask } = require("./cli/ask.js");
const { Failure } = require("./cli/failure.js");
const { read } = require("./cli/files.js");
const { summary } = require("./action/summary.js");

/**
 * @typedef {import("./types.js").Finding} Finding
 * @typedef {import("./types.js").Report} Report
 * @typedef {import("./cli/ask.js").Question} Question
 */

const LEVELS = /** @type {const} */ ({ error: "error", warning: "warning", info: "notice" });

/** @returns {number} The exit code. */
function main() {
  try {
    if (!fs.existsSync(path.join(__dirname, "wasm", "core.wasm"))) {
      throw new Failure(
        "this checkout of the action has no pkg/wasm",
        "Use the tag of a release, or run `cargo xtask build` in the action's folder first.",
      );
    }
    return check();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const message = error.help ? `${error.message}\n${error.help}` : error.message;
    console.log(command("error", { title: "rke2-preflight" }, message));
    append("GITHUB_STEP_SUMMARY", `## RKE2 preflight: not assessed\n\n${message}\n`);
    output({ verdict: "not-assessed", errors: 0, warnings: 0, report: "" });
    return 2;
  }
}

function check() {
  const failOn = oneOf("fail-on", ["error", "warning", "info", "never"]) ?? "error";
  /** @type {Question} */
  const question = {
    command: "check",
    from: input("from"),
    to: input("to"),
    role: oneOf("role", ["server", "agent"]),
    failOn: failOn === "never" ? undefined : failOn,
  };
  const paths = (input("paths") ?? ".").split("\n").map((line) => line.trim());
  const found = read(paths.filter(Boolean), "<stdin>");
  for (const { path: file, reason } of found.skipped) {
    console.log(command("warning", { title: "skipped", file: inWorkspace(file) }, reason));
  }
  if (found.files.length === 0) {
    throw new Failure(`there is no .yaml, .yml or .json file in ${paths.join(", ")}`);
  }
  const files = found.files.map((file) => ({ ...file, use: /** @type {const} */ ("judge") }));

  question.skipped = found.skipped;

  const text = ask({ ...question, format: "text", color: true }, files);
  // A line of a checked file is no command to the runner, whatever it looks like.
  const pause = crypto.randomUUID();
  console.log(`::stop-commands::${pause}\n${text.output}\n::${pause}::`);

  const { exit, output: answer } = ask({ ...question, format: "json" }, files);
  /** @type {Report} */
  const report = answer;
  for (const finding of report.findings) console.log(annotation(finding));
  // A step that fails has to say why, where no finding does.
  if (exit === 2 && report.findings.length === 0) for (const input of report.inputs) console.log(unread(input));
  append("GITHUB_STEP_SUMMARY", summary(report));
  const count = (/** @type {Finding["severity"]} */ severity) =>
    report.findings.filter((finding) => finding.severity === severity).length;
  output({
    verdict: report.verdict,
    errors: count("error"),
    warnings: count("warning"),
    report: save(report),
  });
  return failOn === "never" ? 0 : exit;
}

/**
 * What the runner made of an input of the step.
 *
 * @param {string} name
 */
function input(name) {
  return process.env[`INPUT_${name.toUpperCase()}`]?.trim() || undefined;
}

/**
 * @template {string} T
 * @param {string} name
 * @param {readonly T[]} choices
 * @returns {T | undefined}
 */
function oneOf(name, choices) {
  const value = input(name);
  const choice = choices.find((choice) => choice === value);
  if (value !== undefined && choice === undefined) {
    throw new Failure(`the input ${name} cannot be \`${value}\``, `It can be: ${choices.join(", ")}.`);
  }
  return choice;
}

/**
 * A finding at its place in the changed files.
 *
 * @param {Finding} finding
 */
function annotation({ rule, severity, message, help, primary }) {
  /** @type {Record<string, string | number>} */
  const properties = { title: rule };
  if (primary) {
    const { path: file, start, end } = primary;
    Object.assign(properties, { file: inWorkspace(file), line: start.line, endLine: end.line, col: start.column });
    // The runner takes an end column only for a range in one line.
    if (end.line === start.line) properties.endColumn = end.column;
  }
  return command(LEVELS[severity], properties, help ? `${message}\n${help}` : message);
}

/**
 * Why a file could not be judged.
 *
 * @param {Report["inputs"][number]} input
 */
function unread({ path: file, note }) {
  return command("error", { title: "not assessed", file: inWorkspace(file) }, note ?? "nothing that could be judged");
}

/**
 * The path as the pull request names it.
 *
 * @param {string} file
 */
function inWorkspace(file) {
  const workspace = process.env.GITHUB_WORKSPACE ?? process.cwd();
  const relative = path.relative(workspace, path.resolve(file));
  return relative.startsWith("..") ? file : relative.replaceAll(path.sep, "/");
}

/**
 * A line that the runner understands.
 *
 * @param {string} name
 * @param {Record<string, string | number>} properties
 * @param {string} message
 */
function command(name, properties, message) {
  const escapedProperties = Object.entries(properties).map(
    ([key, value]) => `${key}=${escape(String(value)).replaceAll(":", "%3A").replaceAll(",", "%2C")}`,
  );
  return `::${name} ${escapedProperties.join(",")}::${escape(message)}`;
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/**
 * @param {Report} report
 * @returns {string} Where it is.
 */
function save(report) {
  // A folder of its own, because a job may have more than one such step.
  const folder = fs.mkdtempSync(path.join(process.env.RUNNER_TEMP ?? os.tmpdir(), "rke2-preflight-"));
  const file = path.join(folder, "report.json");
  fs.writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
}

/** @param {Record<string, string | number>} outputs */
function output(outputs) {
  for (const [name, value] of Object.entries(outputs)) {
    // A value cannot contain what nobody knew before.
    const end = crypto.randomUUID();
    append("GITHUB_OUTPUT", `${name}<<${end}\n${value}\n${end}\n`);
  }
}

/**
 * Adds to one of the files that the runner reads after the step; outside of a runner there is none.
 *
 * @param {"GITHUB_OUTPUT" | "GITHUB_STEP_SUMMARY"} variable
 * @param {string} text
 */
function append(variable, text) {
  const file = process.env[variable];
  if (file) fs.appendFileSync(file, text);
}

process.exitCode = main();
