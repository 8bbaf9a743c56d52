// A static file server for looking at the page and for its tests; it knows nothing about the page.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

/**
 * Serves `folder` under `prefix` on the loopback interface.
 *
 * @param {string} folder
 * @param {string} [prefix] begins and ends with a slash
 * @param {number} [port] 0: any free one
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export async function serve(folder, prefix = "/", port = 0) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const inside = pathname.startsWith(prefix) ? pathname.slice(prefix.length) : "..";
    const path = join(folder, normalize(`/${inside || "index.html"}`));
    const found = pathname.startsWith(prefix) && (await stat(path).catch(() => null))?.isFile();
    if (!found) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      "Content-Type": TYPES[extname(path)] ?? "application/octet-stream",
      "Cache-Control": "no-cache",
    });
    createReadStream(path).pipe(response);
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(undefined)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}${prefix}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const dist = fileURLToPath(new URL("./dist", import.meta.url));
  const { url } = await serve(dist, "/", Number(process.env.PORT ?? 8080));
  console.log(`The page is at ${url}`);
}
