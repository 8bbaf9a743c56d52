// The editor: one CodeMirror view that shows the open file, its findings in the gutter and in the text.

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { linter, lintGutter, nextDiagnostic, previousDiagnostic, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { h, withCode } from "./dom.js";
import { highlighting, theme } from "./editor-theme.js";
import { linesOf, rangeOf } from "./places.js";
import { CONSEQUENCES } from "./words.js";

/**
 * @import { Edit, Finding, Location } from "rke2-preflight"
 * @import { WorkFile } from "./workspace.js"
 */

export class Editor {
  /** @type {WorkFile | null} */
  #file = null;

  /**
   * @param {HTMLElement} host
   * @param {{ onEdit: () => void, onFix: (finding: Finding) => void }} events
   */
  constructor(host, { onEdit, onFix }) {
    this.host = host;
    this.onFix = onFix;
    this.extensions = [
      lineNumbers(),
      highlightActiveLineGutter(),
      highlightActiveLine(),
      history(),
      drawSelection(),
      indentOnInput(),
      indentUnit.of("  "),
      yaml(),
      syntaxHighlighting(highlighting),
      linter(null),
      lintGutter(),
      theme,
      keymap.of([
        { key: "F8", run: nextDiagnostic },
        { key: "Shift-F8", run: previousDiagnostic },
        ...defaultKeymap,
        ...historyKeymap,
        indentWithTab,
      ]),
      EditorView.contentAttributes.of({
        "aria-label": "Text of the file. Escape, then Tab, leaves the editor; F8 goes to the next finding.",
      }),
      EditorView.domEventHandlers({ beforeinput: replaceSelection }),
      EditorView.updateListener.of((update) => {
        if (!this.#file) return;
        this.#file.editor = update.state;
        if (!update.docChanged) return;
        this.#file.text = update.state.doc.toString();
        onEdit();
      }),
    ];
    // In a document, CodeMirror writes its styles into a <style> element, which the page's policy forbids;
    // in a shadow root it adopts constructed style sheets, which need no permission.
    const root = host.attachShadow({ mode: "open" });
    this.view = new EditorView({ parent: root, root, state: this.#state("") });
    this.show(null);
  }

  /**
   * Shows a file, or nothing.
   *
   * @param {WorkFile | null} file
   */
  show(file) {
    if (file && file === this.#file) return;
    this.#file = file;
    this.host.hidden = !file;
    if (file) this.view.setState(this.#stateOf(file));
  }

  /**
   * Marks the findings of the open file.
   *
   * @param {Finding[]} findings
   */
  mark(findings) {
    const file = this.#file;
    if (!file) return;
    const marks = findings.flatMap((finding) => {
      if (finding.primary?.path !== file.path) return [];
      const fix = { name: finding.fix?.safe ? "Apply fix" : "Apply suggestion", apply: () => this.onFix(finding) };
      return {
        ...rangeOf(this.view.state.doc, finding.primary),
        severity: finding.severity,
        message: finding.message,
        renderMessage: () => hover(finding),
        actions: finding.fix ? [fix] : [],
      };
    });
    this.view.dispatch(setDiagnostics(this.view.state, marks));
  }

  /**
   * Selects a place of the open file and goes there.
   *
   * @param {Pick<Location, "start" | "end">} location
   */
  reveal(location) {
    const { from, to } = rangeOf(this.view.state.doc, location);
    this.#select(from, to);
  }

  /**
   * Replaces places of a file in one step that can be undone; in the open file it selects what came.
   *
   * @param {WorkFile} file
   * @param {Edit[]} edits
   */
  apply(file, edits) {
    const state = this.#stateOf(file);
    const changes = state.changes(edits.map((edit) => ({ ...rangeOf(state.doc, edit), insert: edit.text })));
    if (file !== this.#file) {
      file.editor = state.update({ changes, userEvent: "input.fix" }).state;
      file.text = file.editor.doc.toString();
      return;
    }
    this.view.dispatch({ changes, userEvent: "input.fix" });
    /** @type {[number, number][]} */
    const came = [];
    changes.iterChanges((_fromA, _toA, from, to) => came.push([from, to]));
    this.#select(came[0]?.[0] ?? 0, came.at(-1)?.[1] ?? 0);
  }

  focus() {
    this.view.focus();
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  #select(from, to) {
    const effects = EditorView.scrollIntoView(from, { y: "center" });
    this.view.dispatch({ selection: { anchor: from, head: to }, effects });
    this.view.focus();
  }

  /** @param {WorkFile} file */
  #stateOf(file) {
    file.editor ??= this.#state(linesOf(file));
    return file.editor;
  }

  /** @param {string | import("@codemirror/state").Text} doc */
  #state(doc) {
    return EditorState.create({ doc, extensions: this.extensions });
  }
}

/**
 * Types over selected text. Left to itself, Chromium copies the look of what goes into a style attribute,
 * which the page's policy forbids: the text would be the same, but each time with an error in the console.
 *
 * @param {InputEvent} event
 * @param {EditorView} view
 */
function replaceSelection(event, view) {
  const { state } = view;
  if (event.inputType !== "insertText" || event.data === null || state.selection.main.empty || view.composing) {
    return false;
  }
  event.preventDefault();
  view.dispatch(state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
  return true;
}

/** @param {Finding} finding */
function hover({ message, help, consequence, rule }) {
  return h(
    "div",
    { class: "hover" },
    h("p", null, ...withCode(message)),
    help && h("p", null, ...withCode(help)),
    h("p", { class: "meta" }, `${CONSEQUENCES[consequence]} · ${rule}`),
  );
}
