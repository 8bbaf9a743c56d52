// A real Chromium on the built page, behind a file server that serves it at a sub-path.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "../serve.js";

/**
 * @import { BrowserContextOptions, Page } from "playwright-core"
 *
 * @typedef {object} Visit
 * @property {Page} page
 * @property {string[]} requests what the page asked for
 * @property {string[]} problems what it wrote to the console, and what it threw
 */

const server = await serve(fileURLToPath(new URL("../dist", import.meta.url)), "/some/folder/");
const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });

export const { url } = server;

export async function close() {
  await browser.close();
  await server.close();
}

/**
 * Opens the page, and waits for its first answer.
 *
 * @param {BrowserContextOptions & { hash?: string }} [options]
 * @returns {Promise<Visit>}
 */
export async function visit({ hash = "", ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  /** @type {Visit} */
  const visit = { page, requests: [], problems: [] };
  page.on("request", (request) => visit.requests.push(request.url()));
  page.on("console", (message) => visit.problems.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => visit.problems.push(String(error)));
  await page.goto(url + hash);
  await page.locator(".verdict strong").waitFor();
  return visit;
}

function findChromium() {
  const places = [
    process.env["CHROMIUM"] ?? "",
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
  ];
  const found = places.find((place) => place && existsSync(place));
  if (!found) throw new Error("no Chromium: name its program in the variable CHROMIUM");
  return found;
}
