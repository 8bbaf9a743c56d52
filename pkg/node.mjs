// @ts-check
// The library for Node's ES modules: the same instance of it as CommonJS gets.
import node from "./node.js";

export const { init, run, check, plan, effective, diff, diffValues, show, releases, rules, explain, PreflightError } = node;
