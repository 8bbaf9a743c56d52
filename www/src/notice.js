// One line about what just happened, with a way back.

import { h, icon } from "./dom.js";

/**
 * @param {Element} element a live region
 * @param {string} text
 * @param {() => void} [undo]
 */
export function notify(element, text, undo) {
  const hide = () => element.replaceChildren();
  const back = () => {
    hide();
    undo?.();
  };
  element.replaceChildren(
    h("span", null, text),
    undo ? h("button", { type: "button", click: back }, "Undo") : "",
    h(
      "button",
      { type: "button", class: "bare", title: "Dismiss", click: hide },
      icon("close"),
      h("span", { class: "hidden" }, "Dismiss"),
    ),
  );
}
