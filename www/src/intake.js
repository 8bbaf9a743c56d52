// Files from outside: chosen, dropped or pasted. They are read here and go nowhere else.

import { cleanPath } from "./workspace.js";

/**
 * @import { PlainFile } from "./workspace.js"
 *
 * @typedef {{ files: PlainFile[], skipped: { path: string, why: string }[] }} Intake
 * @typedef {{ path: string, file: File }} Found
 */

/** Configuration is a thousand times smaller; more than this is a mistake in dropping. */
const MAX_SIZE = 1 << 20;
const MAX_FILES = 500;

/** What templates end in. Some leave out the ending of what they make: there the name has to say it. */
const TEMPLATE = "\\.(?:j2|jinja2?|tpl|tftpl|tmpl|gotmpl|erb)";

/** What is taken from a folder; files that are named one by one are taken whatever they are called. */
const KINDS = new RegExp(
  `\\.(?:(?:ya?ml|json)(?:${TEMPLATE})?|toml\\.tmpl)$|(?:^|/)(?:[^/]*rke2[^/]*|config|registries)${TEMPLATE}$`,
  "i",
);

/** RKE2 looks at all files there, and whoever named one so that it passes it over wants to know. */
const DROP_IN = /(?:^|\/)config\.ya?ml\.d\/[^/]+$/i;

/** What tools put there is not the user's configuration. */
const SKIPPED_FOLDERS = new Set([".git", "node_modules", ".terraform"]);

/**
 * Reads files from a chooser; those of a folder carry their path in it.
 *
 * @param {Iterable<File>} list
 */
export function fromList(list) {
  return read([...list].map((file) => ({ path: file.webkitRelativePath || file.name, file })));
}

/**
 * Reads what was dropped or pasted, folders included.
 * The entries must be taken before anything is awaited: the transfer is empty afterwards.
 *
 * @param {DataTransfer} transfer
 */
export async function fromTransfer(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return fromList(transfer.files);
  /** @type {Found[]} */
  const found = [];
  for (const entry of entries) await walk(entry, found);
  return read(found);
}

/**
 * @param {FileSystemEntry} entry
 * @param {Found[]} found
 */
async function walk(entry, found) {
  if (found.length > MAX_FILES) return;
  if (isFile(entry)) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    found.push({ path: entry.fullPath, file });
  } else if (isFolder(entry) && !SKIPPED_FOLDERS.has(entry.name)) {
    for (const child of await childrenOf(entry)) await walk(child, found);
  }
}

/** @param {FileSystemDirectoryEntry} folder */
async function childrenOf(folder) {
  const reader = folder.createReader();
  /** @type {FileSystemEntry[]} */
  const children = [];
  for (;;) {
    // Browsers hand out at most a hundred at a time, and an empty batch at the end.
    const batch = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return children;
    children.push(...batch);
  }
}

/**
 * @param {Found[]} found
 * @returns {Promise<Intake>}
 */
async function read(found) {
  /** @type {Intake} */
  const intake = { files: [], skipped: [] };
  for (const { path, file } of found) {
    const clean = cleanPath(path);
    const inFolder = clean.includes("/");
    if (inFolder && (!(KINDS.test(clean) || DROP_IN.test(clean)) || clean.split("/").some((part) => SKIPPED_FOLDERS.has(part)))) continue;
    if (intake.files.length === MAX_FILES) {
      intake.skipped.push({ path: clean, why: `there are more than ${MAX_FILES} files` });
      break;
    }
    const text = file.size > MAX_SIZE ? null : decode(await file.arrayBuffer());
    if (text !== null) intake.files.push({ path: clean, text, named: !inFolder });
    else intake.skipped.push({ path: clean, why: file.size > MAX_SIZE ? "it is larger than 1 MB" : "it is no text" });
  }
  return intake;
}

/**
 * UTF-8, or UTF-16 where a byte order mark says so; `null` for what is no text.
 *
 * @param {ArrayBuffer} buffer
 */
function decode(buffer) {
  const [first, second] = new Uint8Array(buffer);
  const marks = `${first},${second}`;
  const encoding = marks === "255,254" ? "utf-16le" : marks === "254,255" ? "utf-16be" : "utf-8";
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(buffer);
    return text.includes("\0") ? null : text;
  } catch {
    return null;
  }
}

/**
 * @param {FileSystemEntry} entry
 * @returns {entry is FileSystemFileEntry}
 */
function isFile(entry) {
  return entry.isFile;
}

/**
 * @param {FileSystemEntry} entry
 * @returns {entry is FileSystemDirectoryEntry}
 */
function isFolder(entry) {
  return entry.isDirectory;
}
