// Elements without markup: every string becomes a text node, so nothing that is shown can be executed.

/**
 * @typedef {Node | string | null | undefined | false} Child
 * @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Props
 */

/**
 * Makes an element. A prop whose value is a function listens to the event of its name; `true` sets
 * an empty attribute; `false`, `null` and `undefined` set none.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Props | null} [props]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  setProps(element, props);
  append(element, children);
  return element;
}

/**
 * Replaces what is in `element`. What has the same `data-key` as before keeps the focus, or stays unfolded.
 *
 * @param {Element} element
 * @param {...Child} children
 */
export function fill(element, ...children) {
  const keyed = () => /** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll("[data-key]"));
  const unfolded = new Set([...keyed()].filter((child) => child.matches("[open]")).map(keyOf));
  const focused = [...keyed()].find((child) => child === document.activeElement);
  element.replaceChildren();
  append(element, children);
  for (const child of keyed()) {
    if (unfolded.has(keyOf(child))) child.setAttribute("open", "");
    if (focused && keyOf(child) === keyOf(focused)) child.focus({ preventScroll: true });
  }
}

/** @param {HTMLElement} element */
function keyOf(element) {
  return element.dataset["key"];
}

/**
 * The element of index.html with this id.
 *
 * @param {string} id
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no #${id}`);
  return element;
}

/** The drawings, as paths in a square of 16. */
const ICONS = {
  error: "M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2zM7.25 4.5v4.25h1.5V4.5zm0 5.75v1.5h1.5v-1.5z",
  warning: "M8 1.5 15.2 14H.8zM7.25 6v4h1.5V6zm0 5v1.5h1.5V11z",
  info: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zm-.75 6v5h1.5V7zm0-3v1.6h1.5V4z",
  ok: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zm-1 10.3 5.1-5.6-1.1-1L7 9.1 5.1 7.2 4 8.3z",
  unknown: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zM4.5 7.25v1.5h7v-1.5z",
  theme: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zm0 1.5v11a5.5 5.5 0 0 0 0-11z",
  close: "m3.6 2.5 4.4 4.4 4.4-4.4 1.1 1.1L9.1 8l4.4 4.4-1.1 1.1L8 9.1l-4.4 4.4-1.1-1.1L6.9 8 2.5 3.6z",
};

/**
 * A drawing beside a word that says the same; readers skip it.
 *
 * @param {keyof typeof ICONS} name
 */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `icon ${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", ICONS[name]);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}

/**
 * Text in which words between backticks are code.
 *
 * @param {string} text
 * @returns {Child[]}
 */
export function withCode(text) {
  return text.split(/`([^`]+)`/).map((part, index) => (index % 2 ? h("code", null, part) : part));
}

/**
 * @param {Element} element
 * @param {Props | null | undefined} props
 */
function setProps(element, props) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
}

/**
 * @param {Element} element
 * @param {Child[]} children
 */
function append(element, children) {
  for (const child of children) {
    if (child) element.append(child);
  }
}
