// @ts-check
// The library over a core, however that was loaded. The entries bind it; `index.d.ts` documents it.

/**
 * @typedef {import("./types.js").Request} Request
 * @typedef {import("./types.js").Command} Command
 * @typedef {import("./index.js").SourceFile} SourceFile
 * @typedef {import("./index.js").Question} Question
 * @typedef {import("./index.js").Answer} Answer
 */

/**
 * What the generated glue offers.
 *
 * @typedef {object} Core
 * @property {(request: string, bytes: Uint8Array) => string} run
 * @property {() => void} __wbg_reset_state
 */

/** The core could not answer: an unknown release, or nothing to judge. */
export class PreflightError extends Error {
  /**
   * @param {string} [message]
   * @param {string} [help]
   */
  constructor(message, help) {
    super(message);
    this.name = "PreflightError";
    this.help = help;
  }
}

/**
 * The functions of the library.
 *
 * @param {() => Core} core
 * @param {() => Record<string, string>} pages The pages of the rules, by id, which the core does not carry.
 */
export function bind(core, pages) {
  /**
   * @param {Request} request
   * @param {Uint8Array} [bytes]
   * @returns {Answer}
   */
  const run = (request, bytes = new Uint8Array()) => {
    const { run, __wbg_reset_state } = core();
    try {
      return JSON.parse(run(JSON.stringify(request), bytes));
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      // The memory of an instance that stopped half-way is of no use to the next call.
      __wbg_reset_state();
      throw new Error("the core stopped unexpectedly; this is a mistake of rke2-preflight", { cause: error });
    }
  };

  /**
   * @param {Omit<Request, "files" | "format">} request
   * @param {readonly SourceFile[]} [files]
   * @returns {any}
   */
  const answer = (request, files = []) => {
    const contents = files.map(({ content }) =>
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    );
    const bytes = new Uint8Array(contents.reduce((sum, { length }) => sum + length, 0));
    let offset = 0;
    for (const content of contents) {
      bytes.set(content, offset);
      offset += content.length;
    }
    const listed = files.map(({ path, use, named }, index) => ({ path, size: contents[index].length, use, named }));
    const { output } = run({ ...request, files: listed, format: "json" }, bytes);
    // A report that nothing could be judged is an answer, too.
    if (typeof output.error === "string") throw new PreflightError(output.error, output.help);
    return output;
  };

  return {
    PreflightError,
    run,
    /** @type {typeof import("./index.js").check} */
    check: (files, question) => answer({ command: "check", ...question }, files),
    /** @type {typeof import("./index.js").plan} */
    plan: (files, question) => answer({ command: "plan", ...question }, files),
    /** @type {typeof import("./index.js").effective} */
    effective: (files, question) => answer({ command: "effective", ...question }, files),
    /** @type {typeof import("./index.js").diff} */
    diff: (from, to) => answer({ command: "diff", from, to }),
    /** @type {typeof import("./index.js").diffValues} */
    diffValues: (from, to, { chart, files } = {}) => answer({ command: "diff", from, to, values: true, chart }, files),
    /** @type {typeof import("./index.js").show} */
    show: (release) => answer({ command: "show", subject: release }),
    /** @type {typeof import("./index.js").releases} */
    releases: () => answer({ command: "releases" }),
    /** @type {typeof import("./index.js").rules} */
    rules: () => answer({ command: "rules" }),
    /** @type {typeof import("./index.js").explain} */
    explain: (rule) => ({ ...answer({ command: "explain", subject: rule }), page: pages()[rule] }),
  };
}
