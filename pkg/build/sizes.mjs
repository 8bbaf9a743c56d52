// Prints how large the core is: as it is, and as the web and npm transfer it.
import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const wasm = readFileSync(new URL("../wasm/core.wasm", import.meta.url));
const kilobytes = (/** @type {{ length: number }} */ { length }) => `${(length / 1024).toFixed(1)} KB`;
console.log(
  `core.wasm: ${kilobytes(wasm)}, gzip ${kilobytes(gzipSync(wasm, { level: 9 }))}, ` +
    `brotli ${kilobytes(brotliCompressSync(wasm))}`,
);
