// A person's way through the page: look, type, choose releases, read, click, mend.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { close, url, visit } from "./browser.js";

/** @import { Page } from "playwright-core" */

after(close);

/** @param {Page} page */
const verdict = (page) => page.locator(".verdict").innerText();

/**
 * The open file's text as the editor shows it.
 *
 * @param {Page} page
 */
const shown = async (page) => (await page.locator(".cm-line").allInnerTexts()).join("\n");

/** @param {Page} page */
const selected = (page) =>
  page.evaluate(() => {
    const root = document.querySelector(".editor .text")?.shadowRoot;
    // Chromium has it on shadow roots; the standard does not.
    return /** @type {any} */ (root).getSelection().toString();
  });

/**
 * Replaces the open file's text as a person would.
 *
 * @param {Page} page
 * @param {string} text
 */
async function type(page, text) {
  await page.locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText(text);
}

/**
 * Chooses a release by typing a part of it.
 *
 * @param {Page} page
 * @param {"From" | "To"} label
 * @param {string} part
 */
async function choose(page, label, part) {
  await page.getByRole("combobox", { name: label }).fill(part);
  await page.keyboard.press("Enter");
}

/**
 * @param {Page} page
 * @param {string} title
 */
async function loadExample(page, title) {
  await page.getByRole("button", { name: "Examples" }).click();
  await page.getByRole("button", { name: title }).click();
}

/**
 * Drops files on the page.
 *
 * @param {Page} page
 * @param {Record<string, string | number[]>} files
 */
async function drop(page, files) {
  await page.evaluate((entries) => {
    const transfer = new DataTransfer();
    for (const [name, content] of entries) {
      transfer.items.add(new File([typeof content === "string" ? content : new Uint8Array(content)], name));
    }
    document.body.dispatchEvent(
      new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }),
    );
  }, Object.entries(files));
  await page.getByText(/^(Added|Left out)/).waitFor();
}

test("greets with a cluster that is ready, and what its upgrade moves", async () => {
  const { page } = await visit();
  assert.match(await verdict(page), /Ready/);
  assert.equal(await page.getByRole("combobox", { name: "From" }).inputValue(), "v1.33.1+rke2r1");
  assert.equal(await page.locator(".finding").count(), 0);
  const cilium = page.getByRole("row", { name: /rke2-cilium/ });
  assert.match(await cilium.innerText(), /1\.17\.301\s+→ 1\.17\.401\s+1\.17\.3\s+→ 1\.17\.4\s+upgraded/);
});

test("tells about a mistake while it is typed, goes to it and mends it", async () => {
  const { page } = await visit();
  await drop(page, { "config.yaml": "" });
  await type(page, "# häh 😀\ncni: [canal, multus]\n");
  const place = page.getByRole("button", { name: /^config\.yaml:2:/ });
  const finding = page.locator(".finding.error", { has: place });
  await finding.waitFor();
  assert.match(await verdict(page), /Blocked\s+1 error/);
  await finding.getByRole("button", { name: /^config\.yaml:2:/ }).click();
  assert.match(await selected(page), /canal/);
  assert.equal(await page.locator(".cm-lint-marker-error").count(), 1);

  await page.locator(".cm-lintRange-error").first().hover();
  await page.locator(".cm-tooltip .cm-diagnosticAction").waitFor();
  await page.mouse.move(0, 0);

  await finding.getByRole("button", { name: "Apply fix" }).click();
  await finding.waitFor({ state: "detached" });
  assert.match(await shown(page), /^# häh 😀\ncni: \[multus, canal\]/);
  await page.keyboard.press("ControlOrMeta+Z");
  await finding.waitFor();
  assert.match(await shown(page), /cni: \[canal, multus\]/);
});

test("opens the file that a finding is in", async () => {
  const { page } = await visit();
  await loadExample(page, "The same with one mistake");
  await page.locator("#files button", { hasText: "agent-1/" }).click();
  await page.locator(".finding.error .message").first().click();
  assert.equal(await page.getByLabel("Path of the open file").inputValue(), "server-1/config.yaml");
  assert.match(await selected(page), /multus/);
  await page.getByRole("button", { name: "Undo" }).click();
  assert.match(await verdict(page), /Ready/);
});

test("releases are chosen by typing, marked where they should not be used, and kept in the address", async () => {
  const { page } = await visit();
  const to = page.getByRole("combobox", { name: "To" });
  await to.fill("withdrawn");
  assert.ok((await page.getByRole("option").count()) > 0);
  await page.keyboard.press("Escape");
  assert.equal(await to.inputValue(), "v1.33.2+rke2r1");
  await choose(page, "To", "1.33.4");
  assert.equal(await to.inputValue(), "v1.33.4+rke2r1");
  assert.match(page.url(), /#from=v1\.33\.1\+rke2r1&to=v1\.33\.4\+rke2r1$/);
  await page.getByText("from v1.33.1+rke2r1 to v1.33.4+rke2r1").waitFor();
  await choose(page, "From", "");
  await page.getByText("For v1.33.4+rke2r1.").waitFor();
  assert.equal(await page.locator("table").count(), 0);
});

test("says what goes backwards", async () => {
  const { page } = await visit({ hash: "#from=v1.32.9+rke2r1&to=v1.33.1+rke2r1" });
  assert.ok((await page.locator("tr.downgraded").count()) > 0);
  await page.getByText(/\d+ downgraded/).first().waitFor();
});

test("says which trouble the upgrade brings", async () => {
  const { page } = await visit({ hash: "#from=v1.26.14+rke2r1&to=v1.27.5+rke2r1" });
  await type(page, "cni: flannel\n");
  await page.locator(".finding.error", { hasText: "new with this upgrade" }).waitFor();
});

test("an unknown release is an answer, too", async () => {
  const { page } = await visit();
  await choose(page, "To", "v1.33.99+rke2r1 of mine");
  assert.match(await verdict(page), /No answer/);
  await choose(page, "To", "v1.33.2+rke2r1");
  assert.match(await verdict(page), /Ready/);
});

test("files come, go, get other names and come back", async () => {
  const { page } = await visit();
  const paths = () => page.locator("#files .path").allInnerTexts();
  await drop(page, { "a.yaml": "cni: canal\n", "picture.png": [0x89, 0x50, 0, 0] });
  // The example was untouched, so it gives way.
  assert.deepEqual(await paths(), ["a.yaml"]);
  await page.getByText("Left out picture.png: it is no text.").waitFor();

  await page.getByRole("button", { name: "New file" }).click();
  await page.keyboard.type("server-1/config.yaml");
  await page.keyboard.press("Enter");
  assert.deepEqual(await paths(), ["a.yaml", "server-1/config.yaml"]);
  await page.getByLabel("Path of the open file").fill("a.yaml");
  await page.keyboard.press("Enter");
  assert.deepEqual(await paths(), ["a.yaml", "server-1/config.yaml"]);
  await page.getByText("There is another file a.yaml.").waitFor();

  await page.getByRole("button", { name: "Remove this file" }).click();
  await page.getByRole("button", { name: "Remove this file" }).click();
  assert.deepEqual(await paths(), []);
  await page.getByRole("button", { name: "Undo" }).click();
  assert.deepEqual(await paths(), ["a.yaml"]);
});

test("a folder brings its configuration, under its own name", async () => {
  const { page } = await visit();
  const folder = fileURLToPath(new URL("../../examples/ha-multus-canal-mistake", import.meta.url));
  await page.getByLabel("Open folder").setInputFiles(folder);
  await page.locator(".finding.error", { hasText: "ha-multus-canal-mistake/server-1/config.yaml" }).first().waitFor();
  const paths = await page.locator("#files .path").allInnerTexts();
  assert.ok(paths.every((path) => path.startsWith("ha-multus-canal-mistake/") && path.endsWith(".yaml")));
});

test("a reload keeps the files and the question; only the tab knows the files", async () => {
  const { page } = await visit();
  await type(page, "cni: cilium\ntoken: secret\n");
  await choose(page, "To", "1.33.3");
  await page.reload();
  await page.locator(".verdict strong").waitFor();
  assert.match(await shown(page), /^cni: cilium\ntoken: secret/);
  assert.equal(await page.getByRole("combobox", { name: "To" }).inputValue(), "v1.33.3+rke2r1");
  assert.equal(await page.evaluate(() => JSON.stringify(localStorage)), "{}");
  assert.doesNotMatch(page.url(), /secret/);
});

test("a rule's page opens, and Escape closes it and goes back", async () => {
  const { page } = await visit();
  await loadExample(page, "The same with one mistake");
  const rule = page.locator(".finding .rule").first();
  const id = await rule.innerText();
  await rule.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: id });
  await dialog.locator("pre").first().waitFor();
  assert.ok((await dialog.locator("p").count()) > 0);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.ok(await rule.evaluate((element) => element === document.activeElement));
});

test("the keyboard reaches everything, and leaves the editor again", async () => {
  const { page } = await visit();
  const at = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent?.trim());
  // From the top: where Tab begins otherwise is up to the browser, and to what was drawn last.
  await page.evaluate(() => {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
  });
  const seen = [];
  for (let step = 0; step < 5; step += 1) {
    await page.keyboard.press("Tab");
    seen.push(await at());
  }
  assert.deepEqual(seen, ["from", "to", "role", "examples-button", "theme"]);
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Tab");
  assert.match(await shown(page), /^ {2}#/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.className), "body");
});

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`a narrow window needs no sideways scrolling (${colorScheme})`, async () => {
    const { page } = await visit({ colorScheme, viewport: { width: 360, height: 740 } });
    await loadExample(page, "The same with one mistake");
    const widths = () => page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.deepEqual(await widths(), [360, 360]);
    await page.getByRole("combobox", { name: "To" }).click();
    assert.deepEqual(await widths(), [360, 360]);
    const list = await page.getByRole("listbox").boundingBox();
    assert.ok(list && list.x >= 0 && list.x + list.width <= 360);
  });
}

test("the theme follows the system until it is chosen", async () => {
  const { page } = await visit({ colorScheme: "dark" });
  const page_ = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await page_();
  await page.getByRole("button", { name: "Dark theme" }).click();
  const light = await page_();
  assert.notEqual(light, dark);
  await page.reload();
  assert.equal(await page_(), light);
});

test("nothing leaves the page, and nothing it does is against its policy", async () => {
  const { page, requests, problems } = await visit();
  await loadExample(page, "The same with one mistake");
  await page.locator(".finding .rule").first().click();
  await page.keyboard.press("Escape");
  await page.locator(".cm-lintRange-error").first().hover();
  await page.locator(".cm-tooltip").waitFor();
  await drop(page, { "a.yaml": "token: secret\ncni: canal\n" });
  await type(page, "token: secret\ncni: calico\n");
  await page.waitForTimeout(300);
  const own = ["", "style.css", "theme.js", "main.js"].map((name) => url + name);
  assert.deepEqual(requests.filter((request) => !request.startsWith("data:image/")).sort(), own.sort());
  assert.deepEqual(problems, []);

  const blocked = await page.evaluate(async (address) => {
    const attempts = [
      () => fetch(address),
      () => fetch("main.js"),
      () => new Promise((resolve, reject) => {
        const image = new Image();
        image.onload = resolve;
        image.onerror = reject;
        image.src = `${address}/x.png`;
      }),
    ];
    const results = await Promise.allSettled(attempts.map((attempt) => attempt()));
    return results.map(({ status }) => status);
  }, "http://127.0.0.1:9");
  assert.deepEqual(blocked, ["rejected", "rejected", "rejected"]);
});
