// @ts-check
"use strict";

/** What ends the command with exit code 2, told to the person and not as a stack trace. */
class Failure extends Error {
  /**
   * @param {string} message
   * @param {string} [help] What to do about it.
   */
  constructor(message, help) {
    super(message);
    this.help = help;
  }
}

module.exports = { Failure };
