// @ts-check
"use strict";
// Which files a path stands for, and what is in them.

const fs = require("node:fs");
const path = require("node:path");
const { Failure } = require("./failure.js");

/**
 * A file; `named` if its path was given, and not that of a folder.
 *
 * @typedef {{ path: string, bytes: Uint8Array, named: boolean }} File
 */
/**
 * What was found; `known` has the files by their paths.
 *
 * @typedef {{ files: File[], known: Map<string, File>, size: number, skipped: import("../types.js").Skipped[] }} Found
 */

// Configuration is small: more than this is a mistake in the path, and would only fill the memory.
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_BYTES_TOGETHER = 128 * 1024 * 1024;
const MOST_FILES = 20_000;

// What templates end in. Some leave out the ending of what they make: there the name has to say it.
const TEMPLATE = "\\.(?:j2|jinja2?|tpl|tftpl|tmpl|gotmpl|erb)";
const KINDS = new RegExp(
  `\\.(?:(?:ya?ml|json)(?:${TEMPLATE})?|toml\\.tmpl)$|(?:^|/)(?:[^/]*rke2[^/]*|config|registries)${TEMPLATE}$`,
  "i",
);
// RKE2 looks at all files there, and whoever named one so that it passes it over wants to know.
const DROP_INS = /(?:^|\/)config\.ya?ml\.d$/i;
// What tools put there is not the user's configuration.
const SKIPPED_FOLDERS = new Set([".git", "node_modules", ".terraform"]);

/**
 * Reads what the paths stand for: files, folders with all below them, and `-` for standard input.
 * A path that cannot be read ends the command; below a folder, the answer says so.
 *
 * @param {readonly string[]} paths
 * @param {string} stdinPath How findings name standard input.
 * @returns {Found}
 */
function read(paths, stdinPath) {
  /** @type {Found} */
  const found = { files: [], known: new Map(), size: 0, skipped: [] };
  for (const given of new Set(paths)) {
    if (given === "-") {
      add(found, stdinPath, readStream(0, stdinPath), true);
      continue;
    }
    const stat = attempt(given, () => fs.statSync(given));
    if (stat.isDirectory()) walk(found, given, [attempt(given, () => fs.realpathSync(given))]);
    else add(found, given, readFile(given, stat), true);
  }
  return found;
}

/**
 * @param {Found} found
 * @param {string} folder
 * @param {readonly string[]} above The real paths of this folder and of those that it lies in.
 */
function walk(found, folder, above) {
  // By name, so that the same folder gives the same report on every machine.
  const names = attempt(folder, () => fs.readdirSync(folder)).sort();
  const kinds = DROP_INS.test(folder.replaceAll(path.sep, "/")) ? /(?:)/ : KINDS;
  for (const name of names) {
    // Hidden files are read too, because RKE2 reads them in `config.yaml.d`.
    const file = folder === "." ? name : path.join(folder, name);
    try {
      const link = attempt(file, () => fs.lstatSync(file));
      if (!link.isDirectory() && !link.isSymbolicLink() && !kinds.test(name)) continue;
      const stat = attempt(file, () => fs.statSync(file));
      if (stat.isDirectory()) {
        if (SKIPPED_FOLDERS.has(name)) continue;
        const real = attempt(file, () => fs.realpathSync(file));
        if (above.includes(real)) throw new Failure(`${file}: the link leads back to a folder that it lies in`);
        walk(found, file, [...above, real]);
      } else if (kinds.test(name)) {
        // A pipe or device below a folder may never end.
        if (!stat.isFile()) throw new Failure(`${file}: not a regular file`);
        add(found, file, readFile(file, stat), false);
      }
    } catch (error) {
      if (!(error instanceof Failure) || error instanceof TooMuch) throw error;
      const start = `${file}: `;
      const reason = error.message.startsWith(start) ? error.message.slice(start.length) : error.message;
      found.skipped.push({ path: file, reason });
    }
  }
}

/** More than is sensible: the rest is not even looked at. */
class TooMuch extends Failure {}

/**
 * @param {Found} found
 * @param {string} file
 * @param {Uint8Array} bytes
 * @param {boolean} named
 */
function add(found, file, bytes, named) {
  // A file may be named beside a folder that holds it, and still is one.
  const key = path.normalize(file);
  const twin = found.known.get(key);
  if (twin) {
    twin.named ||= named;
    return;
  }
  const own = { path: path.sep === "/" ? file : file.replaceAll(path.sep, "/"), bytes, named };
  found.files.push(own);
  found.known.set(key, own);
  const help = "Name the folders or files that hold RKE2's configuration.";
  if (found.files.length > MOST_FILES) throw new TooMuch(`more than ${MOST_FILES} files`, help);
  found.size += bytes.length;
  if (found.size > MOST_BYTES_TOGETHER) {
    throw new TooMuch(`the files are larger than ${megabytes(MOST_BYTES_TOGETHER)} together`, help);
  }
}

/**
 * @param {string} file
 * @param {import("node:fs").Stats} stat
 * @returns {Uint8Array}
 */
function readFile(file, stat) {
  if (stat.size > MOST_BYTES) {
    throw new Failure(
      `${file}: ${megabytes(stat.size)} is too large to be configuration; at most ${megabytes(MOST_BYTES)} are read`,
    );
  }
  if (stat.isFile()) return attempt(file, () => fs.readFileSync(file));
  const descriptor = attempt(file, () => fs.openSync(file, "r"));
  try {
    return readStream(descriptor, file);
  } finally {
    fs.closeSync(descriptor);
  }
}

/**
 * Reads to the end, or to where it is too much.
 *
 * @param {number} descriptor
 * @param {string} name
 * @returns {Uint8Array}
 */
function readStream(descriptor, name) {
  /** @type {Uint8Array[]} */
  const parts = [];
  let size = 0;
  for (;;) {
    const part = Buffer.allocUnsafe(64 * 1024);
    let length;
    try {
      length = fs.readSync(descriptor, part);
    } catch (error) {
      const code = codeOf(error);
      // A terminal or pipe with nothing to say yet.
      if (code === "EAGAIN") {
        wait(5);
        continue;
      }
      // Windows says so at the end of a pipe.
      if (code === "EOF") break;
      throw new Failure(`${name}: ${reason(error)}`);
    }
    if (length === 0) break;
    size += length;
    if (size > MOST_BYTES) {
      throw new Failure(`${name}: more than ${megabytes(MOST_BYTES)} is too large to be configuration`);
    }
    parts.push(part.subarray(0, length));
  }
  return Buffer.concat(parts);
}

/**
 * Does it, and where that fails, says why with the path.
 *
 * @template T
 * @param {string} file
 * @param {() => T} action
 * @returns {T}
 */
function attempt(file, action) {
  try {
    return action();
  } catch (error) {
    throw new Failure(`${file}: ${reason(error)}`);
  }
}

/**
 * What the system says, in words.
 *
 * @param {unknown} error
 * @returns {string}
 */
function reason(error) {
  const code = codeOf(error);
  switch (code) {
    case "ENOENT":
      return "no such file or folder";
    case "ENOTDIR":
      return "a part of this path is not a folder";
    case "EISDIR":
      return "this is a folder";
    case "EACCES":
    case "EPERM":
      return "not allowed to read or write this";
    case "ELOOP":
      return "the symbolic link leads back to itself";
    case "ENAMETOOLONG":
      return "the path is too long";
    case "ENOSPC":
      return "no space left";
    default:
      return code ?? String(error);
  }
}

/**
 * @param {unknown} error
 * @returns {string | undefined}
 */
function codeOf(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code;
}

/**
 * Sleeps; asynchronous streams would be the other way, and cost more time at start than all else.
 *
 * @param {number} milliseconds
 */
function wait(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${Math.ceil(bytes / 1024 / 1024)} MB`;
}

module.exports = { read, reason, codeOf, wait };
