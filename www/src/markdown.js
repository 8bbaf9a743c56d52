// The Markdown of the rule pages as elements: headings, paragraphs, lists, code.
// Whatever else a page holds is shown as it is written; nothing of it is ever parsed as HTML.

import { h } from "./dom.js";

const FENCE = /^(`{3,}|~{3,})\s*(.*)$/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;

/**
 * @param {string} markdown
 * @returns {HTMLElement[]}
 */
export function renderMarkdown(markdown) {
  const lines = markdown.split(/\r\n?|\n/);
  /** @type {HTMLElement[]} */
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const [block, next] = line.trim() === "" ? [null, at + 1] : renderBlock(lines, at);
    if (block) blocks.push(block);
    at = next;
  }
  return blocks;
}

/**
 * Renders the block that begins at `at`, and says where the next one begins.
 *
 * @param {string[]} lines
 * @param {number} at
 * @returns {[HTMLElement, number]}
 */
function renderBlock(lines, at) {
  const line = lines[at] ?? "";
  const fence = FENCE.exec(line);
  if (fence) return renderFence(lines, at, fence[1] ?? "", fence[2] ?? "");
  const heading = HEADING.exec(line);
  if (heading) {
    const level = Math.min(heading[1]?.length ?? 1, 4);
    return [h(/** @type {"h1"} */ (`h${level}`), null, ...inline(heading[2] ?? "")), at + 1];
  }
  if (ITEM.test(line)) return renderList(lines, at);
  let end = at + 1;
  while (end < lines.length && !startsBlock(lines[end] ?? "")) end += 1;
  return [h("p", null, ...inline(lines.slice(at, end).join("\n"))), end];
}

/**
 * @param {string[]} lines
 * @param {number} at
 * @param {string} mark
 * @param {string} info
 * @returns {[HTMLElement, number]}
 */
function renderFence(lines, at, mark, info) {
  let end = at + 1;
  while (end < lines.length && lines[end]?.trim() !== mark) end += 1;
  const code = h("pre", { tabindex: 0 }, h("code", null, lines.slice(at + 1, end).join("\n")));
  // The first word of the info string is the language; what follows names the file or the case.
  const caption = info.replace(/^\S+\s*/, "");
  const block = caption ? h("figure", null, h("figcaption", null, caption), code) : code;
  return [block, end + 1];
}

/**
 * @param {string[]} lines
 * @param {number} at
 * @returns {[HTMLElement, number]}
 */
function renderList(lines, at) {
  const ordered = ITEM.exec(lines[at] ?? "")?.[1] !== undefined;
  /** @type {string[]} */
  const items = [];
  let end = at;
  while (end < lines.length) {
    const line = lines[end] ?? "";
    const item = ITEM.exec(line);
    if (item) items.push(item[2] ?? "");
    else if (startsBlock(line)) break;
    else items.push(`${items.pop() ?? ""}\n${line.trim()}`);
    end += 1;
  }
  return [h(ordered ? "ol" : "ul", null, ...items.map((item) => h("li", null, ...inline(item)))), end];
}

/** @param {string} line */
function startsBlock(line) {
  return line.trim() === "" || FENCE.test(line) || HEADING.test(line) || ITEM.test(line);
}

/**
 * Code, strong and stressed words, and links as their words with the address behind them.
 *
 * @param {string} text
 * @returns {(Node | string)[]}
 */
function inline(text) {
  return text
    .split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*|\[[^\]]+\]\([^)\s]+\))/)
    .filter((part) => part !== "")
    .map((part) => {
      if (/^`.+`$/s.test(part)) return h("code", null, part.slice(1, -1));
      if (/^\*\*.+\*\*$/s.test(part)) return h("strong", null, part.slice(2, -2));
      if (/^\*.+\*$/s.test(part)) return h("em", null, part.slice(1, -1));
      return part.replace(/^\[([^\]]+)\]\(([^)\s]+)\)$/, "$1 ($2)");
    });
}
