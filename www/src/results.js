// The answer: the verdict, the findings, what was not judged, and what the upgrade moves.

import { fill, h, icon, withCode } from "./dom.js";
import { renderMoves } from "./moves.js";
import { linesOf, rangeOf, written } from "./places.js";
import { CONSEQUENCES, count, SEVERITIES, tally, VERDICTS } from "./words.js";

/**
 * @import { Edit, Finding, Location, Report } from "rke2-preflight"
 * @import { Answer } from "./core.js"
 * @import { Workspace } from "./workspace.js"
 *
 * @typedef {object} ResultEvents
 * @property {(location: Location) => void} onPlace
 * @property {(rule: string) => void} onRule
 * @property {(findings: Finding[]) => void} onFix
 */

export class Results {
  /**
   * @param {Element} element
   * @param {Workspace} workspace
   * @param {ResultEvents} events
   */
  constructor(element, workspace, events) {
    this.workspace = workspace;
    this.events = events;
    // It stays in the page and changes only when the answer does, so that readers hear it once.
    this.verdict = h("div", { class: "verdict", role: "status" });
    this.body = h("div", { class: "body", tabindex: 0, role: "region", "aria-label": "Findings and moves" });
    this.said = "";
    element.append(this.verdict, this.body);
  }

  /** @param {Answer} answer */
  show(answer) {
    if ("error" in answer) {
      this.#say("unknown", "No answer", answer.error);
      fill(this.body, answer.help && h("p", { class: "problem" }, ...withCode(answer.help)));
      return;
    }
    const { report } = answer;
    const { word, icon: name } = VERDICTS[report.verdict];
    this.#say(name, word, summary(report));
    fill(
      this.body,
      this.#findings(report.findings),
      this.#notAssessed(report),
      ...renderMoves(report),
    );
  }

  /**
   * @param {"error" | "warning" | "ok" | "unknown"} name
   * @param {string} word
   * @param {string} text
   */
  #say(name, word, text) {
    const said = [name, word, text].join("\n");
    if (said === this.said) return;
    this.said = said;
    this.verdict.dataset["verdict"] = name;
    this.verdict.replaceChildren(icon(name), h("strong", null, word), h("span", null, ...withCode(text)));
  }

  /** @param {Finding[]} findings */
  #findings(findings) {
    if (findings.length === 0) return null;
    const safe = findings.filter((finding) => finding.fix?.safe);
    const all = h(
      "button",
      { type: "button", "data-key": "fix-all", click: () => this.events.onFix(safe) },
      `Apply ${safe.length} safe fixes`,
    );
    const rows = findings.map((finding) => this.#finding(finding));
    return section("Findings", safe.length > 1 && all, h("ol", { class: "findings" }, ...rows));
  }

  /** @param {Report} report */
  #notAssessed({ inputs, not_assessed: reasons }) {
    const files = inputs.filter(({ assessed, note }) => !assessed && note);
    if (reasons.length === 0 && files.length === 0) return null;
    const open = (/** @type {string} */ path) => () => this.workspace.select(this.workspace.find(path));
    const path = (/** @type {string} */ path) =>
      h("button", { type: "button", class: "link place", "data-key": `not:${path}`, click: open(path) }, path);
    return section(
      "Not assessed",
      h(
        "ul",
        { class: "plain" },
        ...reasons.map((reason) => h("li", null, ...withCode(reason))),
        ...files.map((file) => h("li", null, path(file.path), ": ", ...withCode(file.note ?? ""))),
      ),
    );
  }

  /** @param {Finding} finding */
  #finding(finding) {
    const { rule, severity, consequence, message, help, primary, related = [], evidence, introduced } = finding;
    const key = `${rule}@${primary ? written(primary) : ""}`;
    /** A click beside the buttons goes to the place too, unless it ends a selection of text. */
    const jump = (/** @type {Event} */ event) => {
      const control = event.target instanceof Element && event.target.closest("button, summary, .evidence");
      if (!control && primary && getSelection()?.isCollapsed !== false) this.events.onPlace(primary);
    };
    return h(
      "li",
      { class: `finding ${severity}${primary ? " placed" : ""}`, click: jump },
      icon(severity),
      h(
        "div",
        null,
        h(
          "p",
          { class: "head" },
          h("span", { class: "severity" }, SEVERITIES[severity]),
          h("span", { class: "consequence" }, CONSEQUENCES[consequence]),
          introduced && h("span", { class: "introduced" }, "new with this upgrade"),
          primary && this.#place(primary, `${key}:place`),
          h(
            "button",
            {
              type: "button",
              class: "link rule",
              "data-key": `${key}:rule`,
              title: "What this rule says",
              click: () => this.events.onRule(rule),
            },
            rule,
          ),
        ),
        h("p", { class: "message" }, ...withCode(message)),
        help && h("p", { class: "help" }, ...withCode(help)),
        ...related.map((place, index) =>
          h("p", { class: "related" }, this.#place(place, `${key}:${index}`), " ", ...withCode(place.message)),
        ),
        this.#fix(finding, key),
        evidence.length > 0 &&
          h(
            "details",
            { class: "evidence", "data-key": `${key}:sources` },
            h("summary", null, "Sources"),
            h("ul", null, ...evidence.map((source) => h("li", null, source))),
          ),
      ),
    );
  }

  /**
   * @param {Location} location
   * @param {string} key
   */
  #place(location, key) {
    const click = () => this.events.onPlace(location);
    return h("button", { type: "button", class: "link place", "data-key": key, click }, written(location));
  }

  /**
   * @param {Finding} finding
   * @param {string} key
   */
  #fix(finding, key) {
    if (!finding.fix) return null;
    const { safe, edits } = finding.fix;
    const button = h(
      "button",
      { type: "button", "data-key": `${key}:fix`, click: () => this.events.onFix([finding]) },
      safe ? "Apply fix" : "Apply suggestion",
    );
    return h("div", { class: "fix" }, button, ...edits.map((edit) => this.#edit(edit)));
  }

  /** @param {Edit} edit */
  #edit(edit) {
    const file = this.workspace.find(edit.path);
    if (!file) return null;
    const lines = linesOf(file);
    const { from, to } = rangeOf(lines, edit);
    const gone = lines.sliceString(from, to);
    return h(
      "span",
      { class: "edit" },
      gone !== "" && h("del", null, gone),
      edit.text !== "" && h("ins", null, edit.text),
    );
  }
}

/**
 * @param {string} title
 * @param {...import("./dom.js").Child} children
 */
export function section(title, ...children) {
  return h("section", null, h("h2", null, title), ...children);
}

/** @param {Report} report */
function summary({ verdict, findings, inputs }) {
  const found = tally(findings) || (verdict === "not-assessed" ? "" : "nothing found");
  const out = inputs.filter(({ assessed }) => !assessed).length;
  const left = out > 0 && out < inputs.length && `${count(out, "file")} not assessed`;
  return [found, left].filter(Boolean).join(" · ");
}
