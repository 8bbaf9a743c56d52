// The editor's look, in the page's colours: custom properties reach into its shadow root.

import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/**
 * A dashed line below the text. It is drawn as a background, because browsers give underlines another
 * colour where the text is selected, and a finding that was clicked is selected.
 *
 * @param {"error" | "warning" | "info"} severity
 */
const underlined = (severity) => ({
  backgroundImage: `linear-gradient(90deg, var(--${severity}) 4px, transparent 4px)`,
  backgroundSize: "6px 2px",
  backgroundPosition: "left bottom",
  backgroundRepeat: "repeat-x",
  paddingBottom: "1px",
});

export const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", backgroundColor: "var(--page)", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "20px", overflow: "auto" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--text)" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--text)" },
  ".cm-line": { padding: "0 12px 0 8px" },
  "& .cm-gutters": { backgroundColor: "var(--page)", color: "var(--faint)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 4px 0 8px", minWidth: "28px" },
  ".cm-gutter-lint": { width: "18px" },
  "& .cm-gutter-lint .cm-gutterElement": { padding: "0" },
  "& .cm-activeLine, & .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine, &.cm-focused .cm-activeLineGutter": { backgroundColor: "var(--active-line)" },
  ".cm-activeLineGutter": { color: "var(--text)" },
  "& > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { backgroundColor: "var(--selection-idle)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-lint-marker": { content: "normal", width: "10px", height: "10px", margin: "5px auto", padding: "0" },
  ".cm-lint-marker-error": {
    content: "normal",
    background: "var(--error)",
    clipPath: "polygon(30% 0, 70% 0, 100% 30%, 100% 70%, 70% 100%, 30% 100%, 0 70%, 0 30%)",
  },
  ".cm-lint-marker-warning": {
    content: "normal",
    background: "var(--warning)",
    clipPath: "polygon(50% 0, 100% 95%, 0 95%)",
  },
  ".cm-lint-marker-info": { content: "normal", background: "var(--info)", clipPath: "circle(50%)" },
  ".cm-lintRange-error": underlined("error"),
  ".cm-lintRange-warning": underlined("warning"),
  ".cm-lintRange-info": underlined("info"),
  ".cm-lintRange-active": { backgroundColor: "var(--active-line)" },
  ".cm-lintPoint-error::after": { borderBottomColor: "var(--error)" },
  ".cm-lintPoint-warning::after": { borderBottomColor: "var(--warning)" },
  ".cm-lintPoint-info::after": { borderBottomColor: "var(--info)" },
  "& .cm-tooltip": {
    maxWidth: "min(480px, calc(100vw - 16px))",
    border: "1px solid var(--line-strong)",
    borderRadius: "4px",
    color: "var(--text)",
    backgroundColor: "var(--raised)",
    boxShadow: "var(--shadow)",
    fontFamily: "var(--sans)",
    lineHeight: "1.45",
  },
  ".cm-diagnostic": { padding: "8px 12px", border: "none", whiteSpace: "normal" },
  ".cm-diagnostic + .cm-diagnostic": { borderTop: "1px solid var(--line)" },
  ".cm-diagnostic-error, .cm-diagnostic-warning, .cm-diagnostic-info": { borderLeft: "none" },
  ".hover p": { margin: "0 0 4px" },
  ".hover code": { fontFamily: "var(--mono)", fontSize: "12px" },
  ".hover .meta": { color: "var(--muted)", fontSize: "12px" },
  ".cm-diagnosticAction": {
    margin: "4px 8px 2px 0",
    padding: "3px 10px",
    border: "1px solid var(--line-strong)",
    borderRadius: "4px",
    color: "var(--text)",
    backgroundColor: "var(--field)",
    font: "inherit",
    cursor: "pointer",
  },
});

export const highlighting = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: "var(--code-key)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.lineComment, tags.comment], color: "var(--code-comment)" },
  { tag: [tags.keyword, tags.typeName, tags.labelName], color: "var(--code-keyword)" },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace, tags.meta], color: "var(--muted)" },
]);
