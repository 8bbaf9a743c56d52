// Wires the parts together: what is given (files and question), the check, and what is shown.

import { Checker } from "./checker.js";
import { explain, init, releases } from "./core.js";
import { byId, h } from "./dom.js";
import { listenForFiles } from "./drop.js";
import { Editor } from "./editor.js";
import { EXAMPLES } from "./examples.js";
import { FileHead, FilePanel } from "./files.js";
import { editsOf } from "./fixes.js";
import { fromList } from "./intake.js";
import { exampleMenu, themeSwitch } from "./menus.js";
import { notify } from "./notice.js";
import { NO_QUESTION, QuestionBar } from "./question.js";
import { Results } from "./results.js";
import { openRulePage } from "./rule-page.js";
import { loadFiles, loadQuestion, saveFiles, saveQuestion } from "./session.js";
import { count } from "./words.js";
import { Workspace } from "./workspace.js";

/**
 * @import { Finding, Location, Report } from "rke2-preflight"
 * @import { Example } from "./examples.js"
 * @import { Intake } from "./intake.js"
 * @import { Snapshot } from "./workspace.js"
 */

themeSwitch(byId("theme"));
try {
  await init();
} catch (problem) {
  byId("results").append(h("p", { class: "problem" }, `This browser cannot run the check: ${problem}`));
  throw problem;
}

/** @type {Report | null} */
let report = null;
const known = releases();

const workspace = new Workspace({ onFiles: () => checker.now(), onOpen: show });
const checker = new Checker(
  () => ({ files: workspace.files, question: bar.question }),
  (answer) => {
    report = "report" in answer ? answer.report : null;
    results.show(answer);
    show();
  },
);

const bar = new QuestionBar(byId("question"), known, (question) => {
  saveQuestion(question);
  checker.now();
});
const panel = new FilePanel(byId("files"), workspace, {
  onCreate: () => {
    hideNotice();
    workspace.create();
    head.focus();
  },
  onOpenFiles: async (list) => take(await fromList(list)),
});
const head = new FileHead(byId("head"), {
  onRename: (file, path) => {
    hideNotice();
    const renamed = workspace.rename(file, path);
    if (!renamed) notify(byId("notice"), path.trim() ? `There is another file ${path}.` : "A file needs a path.");
    return renamed;
  },
  onRemove: (file) => {
    const before = workspace.snapshot();
    workspace.remove(file);
    offerUndo(`Removed ${file.path}.`, before);
  },
});
const editor = new Editor(byId("text"), {
  onEdit: () => {
    hideNotice();
    checker.soon();
  },
  onFix: (finding) => applyFixes([finding]),
});
const results = new Results(byId("results"), workspace, {
  onPlace: goTo,
  onRule: (rule) => openRulePage(/** @type {HTMLDialogElement} */ (byId("page")), explain(rule)),
  onFix: applyFixes,
});
exampleMenu(byId("examples-button"), byId("examples"), EXAMPLES, load);
listenForFiles(take);
addEventListener("hashchange", () => {
  bar.set(loadQuestion() ?? NO_QUESTION);
  checker.now();
});

const kept = loadFiles();
const [greeting] = EXAMPLES;
bar.set(loadQuestion() ?? (kept ? NO_QUESTION : greeting.question));
saveQuestion(bar.question);
workspace.restore(kept ?? greeting);
byId("facts").textContent = `Knows ${known.length} releases, up to ${known[0]?.release}.`;

/** Shows the files, the open one and its findings. */
function show() {
  panel.show(report);
  head.show(workspace.open);
  editor.show(workspace.open);
  editor.mark(report?.findings ?? []);
  saveFiles(workspace.snapshot());
}

/** @param {Location} location */
function goTo(location) {
  workspace.select(workspace.find(location.path));
  editor.reveal(location);
}

/** @param {Finding[]} findings */
function applyFixes(findings) {
  let current = findings;
  if (checker.pending) {
    // The text changed since these findings were made, so their places may have moved.
    checker.now();
    current = findings.flatMap((finding) => report?.findings.find((other) => isSame(finding, other)) ?? []);
  }
  const edits = editsOf(current);
  const edited = workspace.files.filter(({ path }) => edits.has(path));
  const [first] = edited;
  if (first && !(workspace.open && edited.includes(workspace.open))) workspace.select(first);
  for (const file of edited) editor.apply(file, edits.get(file.path) ?? []);
  checker.now();
}

/**
 * @param {Finding} a
 * @param {Finding} b
 */
function isSame(a, b) {
  return a.rule === b.rule && a.message === b.message && a.primary?.path === b.primary?.path;
}

/**
 * Adds files from outside; they take the place of an example that nobody has touched.
 *
 * @param {Intake} intake
 */
function take({ files, skipped }) {
  const before = workspace.snapshot();
  if (files.length > 0 && isExample(before)) workspace.restore({ files, open: null });
  else workspace.add(files);
  const [first, ...rest] = skipped;
  const more = rest.length > 0 ? ` and ${rest.length} more` : "";
  const parts = [
    (files.length > 0 || !first) && `Added ${count(files.length, "file")}.`,
    first && `Left out ${first.path}${more}: ${first.why}.`,
  ];
  offerUndo(parts.filter(Boolean).join(" "), before);
}

/** @param {Snapshot} snapshot */
function isExample({ files }) {
  const written = JSON.stringify(files);
  return EXAMPLES.some((example) => JSON.stringify(example.files) === written);
}

/** @param {Example} example */
function load(example) {
  const before = workspace.snapshot();
  const { question } = bar;
  bar.set(example.question);
  saveQuestion(example.question);
  workspace.restore(example);
  offerUndo(`Loaded “${example.title}”.`, before, question);
}

/**
 * @param {string} text
 * @param {Snapshot} before
 * @param {import("./question.js").Question} [question]
 */
function offerUndo(text, before, question = bar.question) {
  notify(byId("notice"), text, () => {
    bar.set(question);
    saveQuestion(question);
    workspace.restore(before);
  });
}

/** What a notice offers to undo would take back later changes, too, so it goes with the next one. */
function hideNotice() {
  byId("notice").replaceChildren();
}
