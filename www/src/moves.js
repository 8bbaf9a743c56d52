// What the step from one release to the other moves, as tables.

import { h, icon } from "./dom.js";
import { CHANGES } from "./words.js";

/** @import { Move, Report } from "rke2-preflight" */

/**
 * @param {Report} report
 * @returns {Node[]}
 */
export function renderMoves({ subject, upgrade }) {
  const to = subject.to_given ? subject.to : `${subject.to}, the newest known`;
  if (!subject.from || !upgrade) {
    return [h("p", { class: "tip" }, `For ${to}. Under From, choose what runs now to see what the upgrade moves.`)];
  }
  const { hops, charts, components } = upgrade;
  const way = h("p", { class: "way" }, [subject.from, ...hops].join(" → "));
  return [
    ...(hops.length > 1 ? [h("section", null, h("h2", null, "The way"), way)] : []),
    table("Charts", charts, `from ${subject.from} to ${to}`),
    table("Components", components),
  ];
}

/**
 * @param {string} title
 * @param {Move[]} moves
 * @param {string} [when]
 */
function table(title, moves, when = "") {
  const down = moves.filter(({ change }) => change === "downgraded").length;
  const head = h(
    "h2",
    null,
    title,
    h("small", null, `${moves.length || "none"} ${moves.length > 1 ? "change" : "changes"} ${when}`),
    down > 0 && h("small", { class: "down" }, `${down} downgraded`),
  );
  if (moves.length === 0) return h("section", null, head);
  const upstream = moves.some(({ from_upstream: from, to_upstream: to }) => from ?? to);
  return h(
    "section",
    null,
    head,
    h(
      "table",
      { class: "moves" },
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          h("th", { scope: "col", class: "name" }, "Name"),
          h("th", { scope: "col", class: "exact" }, "Version"),
          upstream && h("th", { scope: "col", class: "upstream" }, "Upstream"),
          h("th", { scope: "col", class: "change" }, "Change"),
        ),
      ),
      h("tbody", null, ...moves.map((move) => row(move, upstream))),
    ),
  );
}

/**
 * @param {Move} move
 * @param {boolean} upstream whether the table has that column
 */
function row({ name, from, to, from_upstream: fromUpstream, to_upstream: toUpstream, change }, upstream) {
  return h(
    "tr",
    { class: change },
    h("th", { scope: "row" }, name),
    h("td", { class: "exact" }, ...step(from, to)),
    upstream && h("td", { class: "upstream" }, ...step(fromUpstream, toUpstream)),
    h("td", { class: "change" }, change === "downgraded" && icon("warning"), CHANGES[change]),
  );
}

/**
 * Both versions; the line breaks only at the arrow.
 *
 * @param {string | undefined} from
 * @param {string | undefined} to
 */
function step(from, to) {
  if (from === to) return [h("span", { class: "version" }, to ?? "")];
  return [
    h("span", { class: "version" }, from ?? "none"),
    " ",
    h("span", { class: "version" }, h("span", { class: "arrow" }, "→ "), to ?? "none"),
  ];
}
