// The question in the bar: from which release to which one, and whose configuration it is.

import { h } from "./dom.js";
import { Picker } from "./picker.js";
import { STATES } from "./words.js";

/**
 * @import { ReleaseOutput } from "rke2-preflight"
 *
 * @typedef {object} Question
 * @property {string} from empty where no upgrade is asked about
 * @property {string} to empty for the newest release that is known
 * @property {"" | "server" | "agent"} role empty where the files tell
 */

/** @type {Question} */
export const NO_QUESTION = { from: "", to: "", role: "" };

export class QuestionBar {
  /** @type {Question} */
  #question = NO_QUESTION;

  /**
   * @param {Element} element
   * @param {ReleaseOutput[]} releases the newest first
   * @param {(question: Question) => void} onChange
   */
  constructor(element, releases, onChange) {
    const options = releases.map(({ release, date, state }) => ({
      value: release,
      label: release,
      hint: date,
      mark: STATES[state] ?? state,
    }));
    const change = (/** @type {Partial<Question>} */ part) => {
      this.#question = { ...this.#question, ...part };
      onChange(this.#question);
    };
    this.from = new Picker({
      id: "from",
      label: "From",
      empty: "no upgrade",
      options,
      onChange: (from) => change({ from }),
    });
    this.to = new Picker({
      id: "to",
      label: "To",
      empty: "newest known",
      options,
      onChange: (to) => change({ to }),
    });
    this.role = h(
      "select",
      { id: "role", change: () => change({ role: /** @type {Question["role"]} */ (this.role.value) }) },
      h("option", { value: "" }, "as the files tell"),
      h("option", { value: "server" }, "server"),
      h("option", { value: "agent" }, "agent"),
    );
    const role = h("div", { class: "picker" }, h("label", { for: "role" }, "Role"), this.role);
    element.append(this.from.element, this.to.element, role);
  }

  get question() {
    return this.#question;
  }

  /** @param {Question} question */
  set(question) {
    this.#question = question;
    this.from.set(question.from);
    this.to.set(question.to);
    this.role.value = question.role;
  }
}
