// The pages of the rules stand beside the core, which would be much larger with them.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const rules = new URL("../../src/rules/", import.meta.url);
const folder = new URL("../wasm/", import.meta.url);

const names = readdirSync(rules).filter((name) => name.endsWith(".md")).sort();
const pages = names.map((name) => {
  const id = name.slice(0, -".md".length).replaceAll("_", "-");
  return [id, readFileSync(new URL(name, rules), "utf8")];
});
const json = JSON.stringify(Object.fromEntries(pages));
writeFileSync(new URL("pages.json", folder), json);
writeFileSync(new URL("pages.mjs", folder), `export default ${json};\n`);
