// The clusters that the page can be tried on; their files are the repository's examples.

import haMultusCanal from "examples:ha-multus-canal";
import haMultusCanalMistake from "examples:ha-multus-canal-mistake";

/**
 * @import { PlainFile } from "./workspace.js"
 * @import { Question } from "./question.js"
 *
 * @typedef {object} Example
 * @property {string} title
 * @property {string} about
 * @property {Question} question
 * @property {PlainFile[]} files
 * @property {string} open the path of the file to look at first
 */

/** @type {[Example, ...Example[]]} The first one greets at the first visit. */
export const EXAMPLES = [
  {
    title: "Three servers, Multus with Canal",
    about: "Nothing is wrong; the patch release moves its charts.",
    question: { from: "v1.33.1+rke2r1", to: "v1.33.2+rke2r1", role: "" },
    files: haMultusCanal,
    open: "server-1/config.yaml",
  },
  {
    title: "The same with one mistake",
    about: "A server names Canal before Multus.",
    question: { from: "v1.33.1+rke2r1", to: "v1.33.2+rke2r1", role: "" },
    files: haMultusCanalMistake,
    open: "server-1/config.yaml",
  },
];
