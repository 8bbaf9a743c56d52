// @ts-check
"use strict";
// What the command line says, and what is wrong with it.

const { parseArgs } = require("node:util");
const { Failure } = require("./failure.js");

/**
 * @typedef {object} Options
 * @property {string} [from]
 * @property {string} [to]
 * @property {"server" | "agent"} [role]
 * @property {"error" | "warning" | "info" | "never"} [fail-on]
 * @property {string[]} [via]
 * @property {string[]} [avoid]
 * @property {"systemd" | "rpm" | "airgap" | "plans" | "rancher"} [install]
 * @property {"rancher"} [managed-by]
 * @property {string} [plans]
 * @property {"text" | "json" | "markdown"} [format]
 * @property {string} [output]
 * @property {string} [release]
 * @property {string} [stdin-path]
 * @property {string[]} [before]
 * @property {string[]} [releases]
 * @property {boolean} [values]
 * @property {string} [chart]
 * @property {boolean} [help]
 * @property {boolean} [version]
 */

/** @typedef {{ type: "string" | "boolean", short?: string, multiple?: boolean, choices?: string[] }} Option */

/** @type {Record<keyof Options, Option>} */
const OPTIONS = {
  from: { type: "string" },
  to: { type: "string" },
  role: { type: "string", choices: ["server", "agent"] },
  before: { type: "string", multiple: true },
  release: { type: "string" },
  releases: { type: "string", multiple: true },
  values: { type: "boolean" },
  chart: { type: "string" },
  via: { type: "string", multiple: true },
  avoid: { type: "string", multiple: true },
  install: { type: "string", choices: ["systemd", "rpm", "airgap", "plans", "rancher"] },
  "managed-by": { type: "string", choices: ["rancher"] },
  plans: { type: "string" },
  "fail-on": { type: "string", choices: ["error", "warning", "info", "never"] },
  "stdin-path": { type: "string" },
  format: { type: "string" },
  output: { type: "string", short: "o" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
};

const EVERYWHERE = ["format", "output", "help"];

/**
 * Each command with the names of its operands (`…` for any number, `?` for one or none) and its options.
 *
 * @type {Record<string, { operands: string[], options: string[], formats?: string[] }>}
 */
const COMMANDS = {
  check: {
    operands: ["PATH…"],
    options: ["from", "to", "role", "before", "releases", "fail-on", "stdin-path"],
  },
  plan: {
    operands: ["PATH…"],
    options: ["from", "to", "via", "avoid", "install", "managed-by", "plans", "role", "releases", "fail-on", "stdin-path"],
    formats: ["text", "json", "markdown"],
  },
  effective: { operands: ["PATH…"], options: ["to", "role", "releases", "stdin-path"] },
  diff: { operands: ["A", "B", "PATH…"], options: ["values", "chart", "releases", "stdin-path"] },
  show: { operands: ["RELEASE"], options: ["releases"] },
  releases: { operands: [], options: ["releases"] },
  rules: { operands: [], options: [] },
  explain: { operands: ["RULE"], options: [] },
  schema: { operands: ["WHAT", "CHART?"], options: ["release", "role"] },
};

/**
 * Whether the answer is for a program, which holds for complaints about the other arguments, too.
 *
 * @param {readonly string[]} args
 */
function wantsJson(args) {
  return args.some((arg, index) => arg === "--format=json" || (arg === "--format" && args[index + 1] === "json"));
}

/**
 * @param {readonly string[]} args
 * @returns {{ command: string | undefined, operands: string[], options: Options }}
 */
function parse(args) {
  // Not strict: its complaints are for programmers.
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const [command, ...operands] = positionals;
  // Who asks for help should get it, whatever else is there.
  if (values.help || values.version) {
    return { command, operands, options: { help: Boolean(values.help), version: Boolean(values.version) } };
  }
  if (command === undefined) throw new Failure("say what to do", "`rke2-preflight --help` lists the commands.");
  if (!Object.hasOwn(COMMANDS, command)) {
    throw new Failure(`there is no command \`${command}\``, `The commands: ${Object.keys(COMMANDS).join(", ")}.`);
  }

  const known = [...COMMANDS[command].options, ...EVERYWHERE];
  for (const token of tokens) {
    if (token.kind === "option") checkOption(command, known, token);
  }
  checkOperands(command, operands, Boolean(values.values));
  return { command, operands, options: /** @type {Options} */ (values) };
}

/**
 * @param {string} command
 * @param {readonly string[]} known
 * @param {{ name: string, rawName: string, value?: string, inlineValue?: boolean }} token
 */
function checkOption(command, known, { name, rawName, value, inlineValue }) {
  const help = `\`rke2-preflight ${command} --help\` describes its options.`;
  if (!known.includes(name)) throw new Failure(`\`${command}\` has no option \`${rawName}\``, help);
  const option = OPTIONS[/** @type {keyof Options} */ (name)];
  const { type } = option;
  const choices = name === "format" ? (COMMANDS[command].formats ?? ["text", "json"]) : option.choices;
  if (type === "boolean") {
    if (value !== undefined) throw new Failure(`\`${rawName}\` takes no value`, help);
    return;
  }
  // `--from --to B` is a forgotten value rather than a release called `--to`; `-` is standard input.
  const looksLikeOption = !inlineValue && value !== undefined && value.length > 1 && value.startsWith("-");
  if (value === undefined || value === "" || looksLikeOption) {
    throw new Failure(`\`${rawName}\` needs a value`, help);
  }
  if (choices && !choices.includes(value)) {
    throw new Failure(`\`${rawName}\` cannot be \`${value}\``, `It can be: ${choices.join(", ")}.`);
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} given
 * @param {boolean} values
 */
function checkOperands(command, given, values) {
  const all = COMMANDS[command].operands;
  const operands = all.filter((name) => !/[…?]$/.test(name));
  const usage = ["rke2-preflight", command, ...operands].join(" ");
  if (given.length < operands.length) {
    throw new Failure(`\`${command}\` needs ${operands.slice(given.length).join(" and ")}`, `Usage: ${usage}`);
  }
  // Without `--values`, `diff` looks at no file.
  const open = all.at(-1)?.endsWith("…") && (command !== "diff" || values);
  const most = open ? Infinity : all.filter((name) => !name.endsWith("…")).length;
  if (given.length > most) {
    throw new Failure(`\`${command}\` does not take \`${given[most]}\``, `Usage: ${usage}`);
  }
}

module.exports = { COMMANDS, parse, wantsJson };
