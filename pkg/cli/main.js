// @ts-check
"use strict";
// The command line: reads arguments and files, asks the core, writes its answer.
// CommonJS and synchronous throughout, because that starts fastest.

const fs = require("node:fs");
const { COMMANDS, parse, wantsJson } = require("./arguments.js");
const { ask } = require("./ask.js");
const { Failure } = require("./failure.js");
const { codeOf, read, reason, wait } = require("./files.js");

/**
 * @typedef {import("./arguments.js").Options} Options
 * @typedef {import("./ask.js").Question} Question
 * @typedef {import("./ask.js").InputFile} InputFile
 * @typedef {import("../types.js").FileUse} FileUse
 * @typedef {import("../types.js").Skipped} Skipped
 */

/**
 * @param {readonly string[]} args
 * @returns {number} The exit code.
 */
function main(args) {
  /** @type {string | undefined} */
  let output;
  try {
    const { command, operands, options } = parse(args);
    if (options.version) {
      write(`rke2-preflight ${require("../package.json").version}\n`);
      return 0;
    }
    if (options.help || command === undefined) {
      write(require("./help.js").help(command));
      return 0;
    }
    output = options.output;
    const { files, skipped } = inputs(command, operands, options);
    const asked = { ...question(command, operands, options), skipped };
    const answer = ask(asked, files);
    if (options.plans !== undefined) writePlans(ask({ ...asked, format: "json" }, files).output.plans, options.plans);
    // A schema is JSON for people, too.
    const isText = typeof answer.output === "string" && options.format !== "json";
    put(isText ? answer.output : `${JSON.stringify(answer.output, null, 2)}\n`, output);
    return options["fail-on"] === "never" ? 0 : answer.exit;
  } catch (error) {
    if (codeOf(error) === "EPIPE") return 0;
    if (!(error instanceof Failure)) throw error;
    return fail(error, wantsJson(args), output);
  }
}

/**
 * Every file that the command reads.
 *
 * @param {string} command
 * @param {readonly string[]} operands
 * @param {Options} options
 * @returns {{ files: InputFile[], skipped: Skipped[] }}
 */
function inputs(command, operands, options) {
  /** @type {InputFile[]} */
  const files = [];
  /** @type {Skipped[]} */
  const skipped = [];
  const readAs = (/** @type {FileUse} */ use, /** @type {readonly string[]} */ paths, optional = false) => {
    const found = readPaths(paths, options, optional);
    // Only the report of a check has a place for these.
    if (command === "check" && use === "judge") skipped.push(...found.skipped);
    else for (const { path, reason } of found.skipped) say(`warning: skipped ${path}: ${reason}`);
    return found.files.map((file) => ({ ...file, use }));
  };
  if (COMMANDS[command].operands[0] === "PATH…") {
    const paths = operands.length > 0 ? operands : ["."];
    // A plan can do without files.
    files.push(...readAs("judge", paths, command === "plan" && operands.length === 0));
  }
  if (command === "diff" && operands.length > 2) files.push(...readAs("judge", operands.slice(2)));
  if (options.before) files.push(...readAs("before", options.before));
  for (const given of options.releases ?? []) {
    // A file may have `=` in its name, so only what looks like a release is taken for one.
    const [, release, file] = /^(?:(v?\d+\.\d+[^=]*)=)?(.*)$/s.exec(given) ?? [];
    for (const read of readAs("release", [file])) files.push({ ...read, path: release ?? read.path });
  }
  return { files, skipped };
}

/**
 * @param {readonly string[]} paths
 * @param {Options} options
 * @param {boolean} optional Whether it is fine if there are none.
 */
function readPaths(paths, options, optional) {
  const found = read(paths, options["stdin-path"] ?? "<stdin>");
  const { files, skipped } = found;
  if (files.length === 0 && !optional) {
    for (const { path, reason } of skipped) say(`warning: skipped ${path}: ${reason}`);
    const where = paths.map((path) => (path === "." ? "the current folder" : path)).join(", ");
    throw new Failure(
      skipped.length > 0 ? `nothing in ${where} can be read` : `there is no .yaml, .yml or .json file in ${where}`,
      "Name a file or folder with RKE2's configuration, or - for standard input.",
    );
  }
  return found;
}

/**
 * @param {string} command
 * @param {readonly string[]} operands
 * @param {Options} options
 * @returns {Question}
 */
function question(command, operands, options) {
  if (command === "schema") {
    return { command, subject: operands[0], chart: operands[1], to: options.release, role: options.role };
  }
  const failOn = options["fail-on"];
  return {
    command: /** @type {Question["command"]} */ (command),
    from: command === "diff" ? operands[0] : options.from,
    // What `show` is about is also the release that charts without a name belong to.
    to: command === "diff" ? operands[1] : command === "show" ? operands[0] : options.to,
    role: options.role,
    via: options.via,
    avoid: options.avoid,
    install: options.install,
    managedBy: options["managed-by"],
    plans: options.plans,
    subject: command === "show" || command === "explain" ? operands[0] : undefined,
    values: options.values,
    chart: options.chart,
    format: options.format,
    failOn: failOn === "never" ? undefined : failOn,
    color: options.output === undefined && wantsColor(),
  };
}

/**
 * Writes Plans, each into a file of its own.
 *
 * @param {readonly import("../types.js").PlanFile[]} plans
 * @param {string} folder
 */
function writePlans(plans, folder) {
  if (plans.length === 0) throw new Failure("there are no Plans to write", "There is no way, or Rancher upgrades.");
  makeFolder(folder);
  for (const { path, content } of plans) put(content, require("node:path").join(folder, path));
}

/**
 * Makes a folder and those that it lies in. Node's own way never ends where the system makes none, as below /proc.
 *
 * @param {string} folder
 */
function makeFolder(folder) {
  try {
    const stat = fs.statSync(folder, { throwIfNoEntry: false });
    if (stat?.isDirectory()) return;
    if (stat) throw new Failure(`${folder}: this is a file, and no folder`);
    const parent = require("node:path").dirname(folder);
    if (parent !== folder) makeFolder(parent);
    fs.mkdirSync(folder);
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(`${folder}: ${reason(error)}`);
  }
}

/** Whether standard output shows colours and its reader wants them. */
function wantsColor() {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  // Asking the terminal takes a while; a pipe or a file is none.
  return TERM !== "dumb" && fs.fstatSync(1).isCharacterDevice() && require("node:tty").isatty(1);
}

/**
 * Says what went wrong: to the person, and where JSON was asked for, to the program as well.
 *
 * @param {InstanceType<typeof Failure>} failure
 * @param {boolean} json
 * @param {string | undefined} output
 */
function fail({ message, help }, json, output) {
  say(`error: ${message}`);
  if (help) say(help);
  if (json) {
    try {
      put(`${JSON.stringify({ error: message, help }, null, 2)}\n`, output);
    } catch (error) {
      if (!(error instanceof Failure) && codeOf(error) !== "EPIPE") throw error;
    }
  }
  return 2;
}

/**
 * A line for the person; what a path or a file holds must not command the terminal.
 *
 * @param {string} text
 */
function say(text) {
  write(`${text.replace(/\p{Cc}/gu, "\uFFFD")}\n`, 2);
}

/**
 * @param {string} text
 * @param {string | undefined} file
 */
function put(text, file) {
  if (file === undefined) return write(text);
  try {
    fs.writeFileSync(file, text);
  } catch (error) {
    throw new Failure(`${file}: ${reason(error)}`);
  }
}

/**
 * Writes all of it at once; `console.log` takes several milliseconds for its first line.
 *
 * @param {string} text
 * @param {number} [descriptor]
 */
function write(text, descriptor = 1) {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(fs.writeSync(descriptor, rest));
    } catch (error) {
      const code = codeOf(error);
      if (code === "EPIPE") throw error;
      if (code !== "EAGAIN") throw new Failure(`${descriptor === 1 ? "standard output" : "standard error"}: ${reason(error)}`);
      // A pipe whose reader is slower than we are.
      wait(2);
    }
  }
}

module.exports = { main };
