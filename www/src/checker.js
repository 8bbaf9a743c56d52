// When to check: soon after the last keystroke.
// A check of a cluster takes a few milliseconds and one of 400 files a fifth of a second, so it runs
// where it is asked for, and not in a worker.

import { ask } from "./core.js";

/**
 * @import { Answer } from "./core.js"
 * @import { Question } from "./question.js"
 * @import { PlainFile } from "./workspace.js"
 */

/** Long enough to finish a word, short enough to feel at once. */
const PAUSE = 150;

export class Checker {
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

  /** Checks after a pause. */
  soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), PAUSE);
  }

  now() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { files, question } = this.input();
    const start = performance.now();
    const answer = ask(files, question);
    performance.measure("check", { start });
    this.onAnswer(answer);
  }
}
