// The page of a rule, in a dialog: the browser keeps the focus in it, and Escape closes it.

import { h, icon } from "./dom.js";
import { renderMarkdown } from "./markdown.js";

/** @import { RuleOutput } from "rke2-preflight" */

/**
 * @param {HTMLDialogElement} dialog
 * @param {RuleOutput} rule
 */
export function openRulePage(dialog, { id, summary, page }) {
  const close = h(
    "button",
    { type: "button", class: "bare", title: "Close", click: () => dialog.close() },
    icon("close"),
    h("span", { class: "hidden" }, "Close"),
  );
  const text = h("div", { class: "text", tabindex: 0 }, ...renderMarkdown(page ?? summary));
  dialog.replaceChildren(h("header", null, h("h2", { id: "page-title" }, id), close), text);
  // A click on the dialog itself is one beside what it holds.
  dialog.onclick = (event) => {
    if (event.target === dialog) dialog.close();
  };
  dialog.showModal();
}
