// The list of files, and the path of the open one above its text.

import { fill, h, icon } from "./dom.js";
import { tally } from "./words.js";

/**
 * @import { Finding, Report, Severity } from "rke2-preflight"
 * @import { WorkFile, Workspace } from "./workspace.js"
 */

/** All files, and the ways to get more. */
export class FilePanel {
  /** @type {WorkFile | null} */
  #open = null;

  /**
   * @param {Element} element
   * @param {Workspace} workspace
   * @param {{ onCreate: () => void, onOpenFiles: (list: FileList) => void }} events
   */
  constructor(element, workspace, { onCreate, onOpenFiles }) {
    this.workspace = workspace;
    // It stays in the page, because a new one would lose how far it was scrolled.
    this.list = h("ul");
    const create = h("button", { type: "button", click: onCreate }, "New file");
    const add = [
      create,
      chooser("Open files", {}, onOpenFiles),
      chooser("Open folder", { webkitdirectory: true }, onOpenFiles),
    ];
    element.append(
      h("h2", { class: "hidden" }, "Files"),
      this.list,
      h("div", { class: "add" }, ...add),
      h("p", { class: "tip" }, "Or drop or paste files and folders anywhere. Folders tell nodes apart."),
    );
  }

  /** @param {Report | null} report */
  show(report) {
    fill(this.list, ...this.workspace.files.map((file) => row(file, this.workspace, report)));
    if (this.workspace.open === this.#open) return;
    this.#open = this.workspace.open;
    this.list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

/** The open file's path, which can be edited, above its text. */
export class FileHead {
  /** @type {WorkFile | null} */
  #file = null;

  /**
   * @param {Element} element
   * @param {{ onRename: (file: WorkFile, path: string) => boolean, onRemove: (file: WorkFile) => void }} events
   */
  constructor(element, { onRename, onRemove }) {
    this.none = h("p", { class: "tip" }, "No file. Make one, open some, or drop a folder here.");
    this.path = h("input", {
      id: "path",
      type: "text",
      "aria-label": "Path of the open file; folders tell nodes apart",
      title: "The path can be edited; folders tell nodes apart",
      autocomplete: "off",
      spellcheck: "false",
      change: () => {
        if (this.#file && !onRename(this.#file, this.path.value)) this.path.value = this.#file.path;
      },
      keydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Escape") this.path.value = this.#file?.path ?? "";
        if (event.key === "Escape" || event.key === "Enter") this.path.blur();
      },
    });
    this.remove = h(
      "button",
      {
        type: "button",
        class: "bare",
        title: "Remove this file",
        click: () => {
          if (this.#file) onRemove(this.#file);
        },
      },
      icon("close"),
      h("span", { class: "hidden" }, "Remove this file"),
    );
    element.append(this.none, this.path, this.remove);
    this.show(null);
  }

  /** @param {WorkFile | null} file */
  show(file) {
    // A check must not take away what is just being typed here.
    const typing = file === this.#file && document.activeElement === this.path;
    if (file && !typing) this.path.value = file.path;
    this.#file = file;
    this.none.hidden = file !== null;
    this.path.hidden = this.remove.hidden = file === null;
  }

  focus() {
    this.path.focus();
    this.path.select();
  }
}

/**
 * @param {WorkFile} file
 * @param {Workspace} workspace
 * @param {Report | null} report
 */
function row(file, workspace, report) {
  const findings = report?.findings.filter(({ primary }) => primary?.path === file.path) ?? [];
  const input = report?.inputs.find(({ path }) => path === file.path);
  const kind = input && [input.kind, input.role, input.assessed ? null : "not assessed"].filter(Boolean).join(" · ");
  return h(
    "li",
    null,
    h(
      "button",
      {
        type: "button",
        "data-key": `file:${file.path}`,
        "aria-current": file === workspace.open ? "true" : null,
        title: input?.note,
        click: () => workspace.select(file),
      },
      h("span", { class: "path" }, ...breakable(file.path)),
      findings.length > 0 && badge(findings),
      h("span", { class: "kind" }, kind ?? " "),
    ),
  );
}

/** @param {Finding[]} findings */
function badge(findings) {
  const severity = /** @type {Severity} */ (
    ["error", "warning", "info"].find((level) => findings.some((finding) => finding.severity === level))
  );
  return h(
    "span",
    { class: `badge ${severity}`, title: tally(findings) },
    icon(severity),
    String(findings.length),
    h("span", { class: "hidden" }, ` (${tally(findings)})`),
  );
}

/**
 * A path that breaks after its slashes.
 *
 * @param {string} path
 */
function breakable(path) {
  return path.split(/(?<=\/)/).flatMap((part) => [part, h("wbr")]);
}

/**
 * A button that opens the browser's chooser.
 *
 * @param {string} label
 * @param {Record<string, boolean>} props
 * @param {(list: FileList) => void} onOpen
 */
function chooser(label, props, onOpen) {
  const input = h("input", {
    type: "file",
    multiple: true,
    hidden: true,
    tabindex: -1,
    "aria-label": label,
    ...props,
    change: () => {
      if (input.files) onOpen(input.files);
      input.value = "";
    },
  });
  const button = h("button", { type: "button", "data-key": label, click: () => input.click() }, label);
  return h("span", null, button, input);
}
