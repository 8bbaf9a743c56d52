// @ts-check
// How fast the core judges a text, beside how fast its YAML parser alone reads the same text.
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { median } from "./median.mjs";

const ROUNDS = 15;
const CLUSTERS = 40;

/** @param {string} folder Where a build of the core with the feature `bench` is. */
export async function load(folder) {
  const core = await import(pathToFileURL(path.join(folder, "core.mjs")).href);
  core.initSync({ module: readFileSync(path.join(folder, "core.wasm")) });
  return core;
}

/** @param {Awaited<ReturnType<typeof load>>} core */
export function throughput(core) {
  const files = clusters();
  const request = JSON.stringify({
    command: "check",
    to: "v1.33.2+rke2r1",
    format: "json",
    files: files.map(({ path, bytes }) => ({ path, size: bytes.length })),
  });
  const bytes = Buffer.concat(files.map(({ bytes }) => bytes));
  const { exit, output } = JSON.parse(core.run(request, bytes));
  if (exit !== 0) throw new Error(`the clusters of the bench should be in order: ${JSON.stringify(output.findings)}`);

  const check = () => core.run(request, bytes);
  const parse = () => files.forEach(({ bytes }) => core.parse_events(bytes));
  for (let round = 0; round < 3; round += 1) [check, parse].forEach((work) => work());
  /** @type {number[]} */
  const checks = [];
  /** @type {number[]} */
  const parses = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    checks.push(seconds(check));
    parses.push(seconds(parse));
  }
  const megabytes = bytes.length / 1e6;
  return {
    check: megabytes / median(checks),
    parser: megabytes / median(parses),
    ratio: median(parses) / median(checks),
  };
}

/** @param {() => void} work */
function seconds(work) {
  const before = performance.now();
  work();
  return (performance.now() - before) / 1000;
}

/**
 * A repository with many clusters: as in the example, and as many manifests again as real ones carry.
 *
 * @returns {{ path: string, bytes: Uint8Array }[]}
 */
function clusters() {
  const example = new URL("../../examples/ha-multus-canal/", import.meta.url);
  const names = ["server-1", "server-2", "server-3", "agent-1"].map((node) => `${node}/config.yaml`);
  names.push("manifests/rke2-canal.yaml", "manifests/network-policy.yaml");
  const texts = names.map((name) => ({ name, text: readFileSync(new URL(name, example), "utf8") }));
  return Array.from({ length: CLUSTERS }, (_, cluster) => [
    ...texts.map(({ name, text }) => ({ path: `cluster-${cluster}/${name}`, bytes: Buffer.from(text) })),
    { path: `cluster-${cluster}/apps.yaml`, bytes: Buffer.from(deployments(20)) },
  ]).flat();
}

/** @param {number} count */
function deployments(count) {
  return Array.from(
    { length: count },
    (_, index) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${index}
  namespace: shop
  labels: { app.kubernetes.io/name: app-${index}, app.kubernetes.io/part-of: shop }
spec:
  replicas: 3
  selector:
    matchLabels:
      app.kubernetes.io/name: app-${index}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: app-${index}
    spec:
      containers:
        - name: app
          image: "registry.example.com/shop/app-${index}:1.4.2"
          args: ["--listen=:8080", "--log-level=info"]
          ports:
            - { name: http, containerPort: 8080 }
          readinessProbe:
            httpGet: { path: /ready, port: http }
          resources:
            requests: { cpu: 100m, memory: 128Mi }
            limits: { memory: 256Mi }
`,
  ).join("---\n");
}
