// When to check: soon after the last keystroke.
// The check of a cluster takes some milliseconds, so it needs no worker; and a worker would be outside of
// the policy in index.html, which is what makes sure that nothing leaves the page.

import { ask } from "./core.js";

/**
 * @import { Answer } from "./core.js"
 * @import { Question } from "./question.js"
 * @import { PlainFile } from "./workspace.js"
 */

/** Long enough to finish a word, short enough to feel at once. */
const PAUSE = 150;

export class Checker {
  /** How long the last check took, in milliseconds. */
  #took = 0;

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {() => { files: PlainFile[], question: Question }} input
   * @param {(answer: Answer) => void} onAnswer
   */
  constructor(input, onAnswer) {
    this.input = input;
    this.onAnswer = onAnswer;
  }

  /** Whether something changed since the last check. */
  get pending() {
    return this.#timer !== undefined;
  }

  /** Checks after a pause, which is longer where hundreds of files make the check take longer. */
  soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), Math.max(PAUSE, this.#took));
  }

  now() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { files, question } = this.input();
    const start = performance.now();
    const answer = ask(files, question);
    this.#took = performance.measure("check", { start }).duration;
    this.onAnswer(answer);
  }
}
