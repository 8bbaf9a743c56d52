// The two controls at the right of the bar: the examples and the theme.

import { h, icon } from "./dom.js";

/** @import { Example } from "./examples.js" */

/**
 * Fills the menu of examples. The browser opens and closes it (it is a popover), but does not yet
 * place it everywhere.
 *
 * @param {HTMLElement} button
 * @param {HTMLElement} menu
 * @param {readonly Example[]} examples
 * @param {(example: Example) => void} onChoose
 */
export function exampleMenu(button, menu, examples, onChoose) {
  const choose = (/** @type {Example} */ example) => {
    menu.hidePopover();
    onChoose(example);
  };
  menu.replaceChildren(
    ...examples.map((example) =>
      h(
        "button",
        { type: "button", click: () => choose(example) },
        h("strong", null, example.title),
        h("span", null, example.about),
      ),
    ),
  );
  menu.addEventListener("beforetoggle", () => {
    const { bottom, right } = button.getBoundingClientRect();
    menu.style.top = `${bottom + 4}px`;
    menu.style.right = `${Math.max(8, document.documentElement.clientWidth - right)}px`;
  });
}

/** @param {HTMLElement} button */
export function themeSwitch(button) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const isDark = () => (root.dataset["theme"] ? root.dataset["theme"] === "dark" : system.matches);
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.replaceChildren(icon("theme"));
  button.title = "Light or dark";
  button.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    // The system's own theme is followed again as soon as it is what the reader wants.
    const own = (theme === "dark") !== system.matches;
    if (own) root.dataset["theme"] = theme;
    else delete root.dataset["theme"];
    try {
      if (own) localStorage.setItem("theme", theme);
      else localStorage.removeItem("theme");
    } catch {
      // A browser that keeps nothing.
    }
    show();
  });
  system.addEventListener("change", show);
  show();
}
