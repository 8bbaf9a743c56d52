// A field for a release: type to filter the known ones, or write what only the check can judge.

import { h } from "./dom.js";

/**
 * @typedef {object} Option
 * @property {string} value
 * @property {string} label
 * @property {string} [hint] shown beside it, like its date
 * @property {string} [mark] shown beside it when it should make the reader stop
 *
 * @typedef {object} PickerProps
 * @property {string} id
 * @property {string} label
 * @property {string} empty what it means when the field is empty
 * @property {Option[]} options
 * @property {(value: string) => void} onChange
 */

/** A combobox as the ARIA patterns describe it: the focus stays in the field, the list follows. */
export class Picker {
  /** What was chosen last; what is typed counts only from Enter, a click or leaving the field on. */
  #value = "";

  /** @type {Option[]} */
  #shown = [];

  /** Which of the shown options Enter takes; -1: what is typed. */
  #active = -1;

  /** @param {PickerProps} props */
  constructor({ id, label, empty, options, onChange }) {
    this.options = [{ value: "", label: empty }, ...options];
    this.onChange = onChange;
    this.field = h("input", {
      id,
      type: "text",
      role: "combobox",
      placeholder: empty,
      autocomplete: "off",
      spellcheck: "false",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": `${id}-list`,
      focus: () => this.field.select(),
      mousedown: () => this.#showAll(),
      input: () => this.#show(this.field.value, 0),
      keydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
      blur: () => this.#take(this.field.value),
    });
    // The list must not take the focus, or the field would close it before the click arrives.
    this.list = h("ul", {
      id: `${id}-list`,
      class: "options",
      role: "listbox",
      "aria-label": label,
      hidden: true,
      mousedown: (/** @type {Event} */ event) => event.preventDefault(),
      click: (/** @type {Event} */ event) => {
        const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
        if (option) this.#take(option.getAttribute("data-value") ?? "");
      },
    });
    this.element = h("div", { class: "picker" }, h("label", { for: id }, label), this.field, this.list);
  }

  /** @param {string} value */
  set(value) {
    this.#value = value;
    this.field.value = value;
    this.#mark();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) this.#showAll();
      else this.#activate(Math.max(0, this.#active + (event.key === "ArrowDown" ? 1 : -1)));
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.#take(this.#shown[this.#active]?.value ?? this.field.value);
    } else if (event.key === "Escape" && (open || this.field.value !== this.#value)) {
      event.preventDefault();
      this.set(this.#value);
      this.#close();
    }
  }

  /** Opens the list at what is chosen. */
  #showAll() {
    this.#show(
      "",
      this.options.findIndex(({ value }) => value === this.#value),
    );
  }

  /**
   * Opens the list with the options in which every word of `filter` occurs.
   *
   * @param {string} filter
   * @param {number} active
   */
  #show(filter, active) {
    const words = filter.trim().split(/\s+/).map(startOf);
    this.#shown = this.options.filter(({ value, label, hint = "", mark = "" }) => {
      const text = `${label} ${hint} ${mark}`;
      return filter === "" || (value !== "" && words.every((word) => word.test(text)));
    });
    const rows = this.#shown.map(({ value, label, hint, mark }, index) =>
      h(
        "li",
        { id: `${this.list.id}-${index}`, role: "option", "data-value": value, class: value ? null : "none" },
        h("span", null, label),
        mark && h("span", { class: "mark" }, mark),
        hint && h("span", { class: "hint" }, hint),
      ),
    );
    this.list.replaceChildren(...rows);
    if (rows.length === 0) this.list.append(h("li", { class: "none" }, "Not a release this page knows"));
    this.list.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    this.#activate(active);
    this.list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "center" });
  }

  /** @param {number} index -1 for none */
  #activate(index) {
    const rows = this.list.querySelectorAll("[role=option]");
    this.#active = Math.min(index, rows.length - 1);
    rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === this.#active)));
    const row = rows[this.#active];
    row?.scrollIntoView({ block: "nearest" });
    if (row) this.field.setAttribute("aria-activedescendant", row.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  #close() {
    this.list.hidden = true;
    this.list.replaceChildren();
    this.#active = -1;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  /** @param {string} typed */
  #take(typed) {
    const value = typed.trim();
    this.#close();
    this.field.value = value;
    if (value === this.#value) return;
    this.#value = value;
    this.#mark();
    this.onChange(value);
  }

  /** Shows where a chosen release carries a warning without opening the list. */
  #mark() {
    const mark = this.options.find(({ value }) => value === this.#value)?.mark;
    this.element.dataset["mark"] = mark ?? "";
    this.field.title = mark ? `${this.#value}: ${mark}` : "";
  }
}

/**
 * Finds a word where a number or word starts: `1.2` in v1.2.3 and v1.20.4, but not in v1.31.2.
 *
 * @param {string} word
 */
function startOf(word) {
  const plain = word.replace(/[^\p{L}\p{N}]/gu, "\\$&");
  return new RegExp(`(?<![0-9])${plain}`, "i");
}
