// The files that are checked, and which of them is open.

/**
 * @import { EditorState } from "@codemirror/state"
 *
 * @typedef {object} PlainFile
 * @property {string} path `/` separates folders, which tell nodes apart.
 * @property {string} text
 * @property {boolean} named Whether it was given by itself, and not with a folder that holds all kinds of files.
 *
 * @typedef {PlainFile & { editor?: EditorState }} WorkFile
 *   `editor` holds what the editor knows about a file that was opened: its history, its selection.
 *
 * @typedef {{ files: PlainFile[], open: string | null }} Snapshot
 */

const ORDER = new Intl.Collator("en", { numeric: true });

export class Workspace {
  /** @type {WorkFile[]} ordered by path */
  files = [];

  /** @type {WorkFile | null} */
  open = null;

  /**
   * @param {object} events
   * @param {() => void} events.onFiles called after files came, went or were renamed
   * @param {() => void} events.onOpen called after another file was opened
   */
  constructor({ onFiles, onOpen }) {
    this.onFiles = onFiles;
    this.onOpen = onOpen;
  }

  /** @param {string} path */
  find(path) {
    return this.files.find((file) => file.path === path) ?? null;
  }

  /** @param {WorkFile | null} file */
  select(file) {
    if (file === this.open) return;
    this.open = file;
    this.onOpen();
  }

  /**
   * Adds files; one with a path that is there already takes its place.
   *
   * @param {PlainFile[]} added
   */
  add(added) {
    if (added.length === 0) return;
    const paths = new Set(added.map((file) => file.path));
    this.#set([...this.files.filter((file) => !paths.has(file.path)), ...added], added[0]?.path ?? null);
  }

  /** Adds an empty file under a name that is free. */
  create() {
    const folder = this.open?.path.match(/^.*\//)?.[0] ?? "";
    let path = `${folder}config.yaml`;
    for (let count = 2; this.find(path); count += 1) path = `${folder}config-${count}.yaml`;
    this.add([{ path, text: "", named: true }]);
  }

  /** @param {WorkFile} file */
  remove(file) {
    const index = this.files.indexOf(file);
    const rest = this.files.filter((other) => other !== file);
    const next = file === this.open ? (rest[index] ?? rest[index - 1] ?? null) : this.open;
    this.#set(rest, next?.path ?? null);
  }

  /**
   * Gives a file another path. Says whether it could: the path must be free, and not empty.
   *
   * @param {WorkFile} file
   * @param {string} path
   */
  rename(file, path) {
    const clean = cleanPath(path);
    const other = this.find(clean);
    if (!clean || (other && other !== file)) return false;
    file.path = clean;
    this.#set(this.files, this.open?.path ?? null);
    return true;
  }

  /** @returns {Snapshot} what {@link restore} takes back */
  snapshot() {
    return {
      files: this.files.map(plain),
      open: this.open?.path ?? null,
    };
  }

  /** @param {Snapshot} snapshot */
  restore({ files, open }) {
    this.#set(files.map(plain), open);
  }

  /**
   * @param {WorkFile[]} files
   * @param {string | null} open
   */
  #set(files, open) {
    this.files = [...files].sort((a, b) => ORDER.compare(a.path, b.path));
    this.open = (open !== null && this.find(open)) || (this.files[0] ?? null);
    this.onFiles();
  }
}

/**
 * A file without what the editor knows about it.
 *
 * @param {PlainFile} file
 * @returns {PlainFile}
 */
function plain({ path, text, named }) {
  return { path, text, named };
}

/**
 * A path as findings name it: with `/`, and without empty, `.` and leading parts.
 *
 * @param {string} path
 */
export function cleanPath(path) {
  return path
    .replaceAll("\\", "/")
    .split("/")
    .map((part) => part.trim())
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}
