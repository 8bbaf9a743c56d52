// @ts-check
"use strict";
// The help, a text for each command.

const COMMON = `
  --format text|json    text for people (the default), JSON for programs
  --output FILE         write the answer there instead of to standard output`;

const STATUS = `
Exit status: 0 nothing stands against it, 1 there are findings, 2 no answer could be given.`;

const PATHS = `
A PATH is a file, a folder (every .yaml, .yml and .json below it) or - for standard input;
without one, the current folder.`;

const RELEASES = `
  --releases R=FILE     a release that is not known yet: its chart_versions.yaml`;

const GENERAL = `rke2-preflight: will RKE2 accept this configuration, and will this cluster survive the upgrade?

  rke2-preflight check [PATH...]       judge configuration, and the step between two releases
  rke2-preflight plan [PATH...]        the way from one release to another, step by step
  rke2-preflight effective [PATH...]   what RKE2 makes of a configuration
  rke2-preflight diff A B [PATH...]    what changes between two releases
  rke2-preflight show RELEASE          what a release ships
  rke2-preflight releases              the releases
  rke2-preflight rules                 what is looked for
  rke2-preflight explain RULE          one of these in detail
  rke2-preflight schema config         a JSON Schema of config.yaml, for editors
  rke2-preflight schema values CHART   one of the values that a chart reads

\`rke2-preflight COMMAND --help\` tells more about a command; --version prints the version.
It works offline: nothing is sent anywhere.
${STATUS}`;

/** @type {Record<string, string>} */
const HELP = {
  check: `rke2-preflight check [PATH...]: judge configuration, and the step between two releases
${PATHS}

  --to R                the release that the configuration is for: v1.33.2+rke2r1, 1.33.2, 1.33 or a channel
  --from R              the release that runs now, to judge the upgrade as well
  --before PATH         the configuration that runs now, to judge what changes in it; may be repeated
  --role server|agent   whose configuration it is, where the files do not tell${RELEASES}
  --fail-on LEVEL       exit with 1 from this severity on: error (the default), warning, info, or never
  --stdin-path NAME     how findings name standard input${COMMON}
${STATUS}`,

  plan: `rke2-preflight plan --from A --to B [PATH...]: the way from one release to another, step by step

Prints the hops with their reasons, what each brings to this configuration, and a runbook.
Where B is lower than A, it is the way back.
${PATHS} Without files, the plan is for any cluster.

  --from A              the release that runs now
  --to B                the release to get to: v1.33.2+rke2r1, 1.33.2, 1.33, or a channel: stable, latest
  --via R               a release to pass; may be repeated
  --avoid R             a release to avoid: a build, a patch (1.33.2) or a minor (1.33); may be repeated
  --install HOW         how RKE2 gets onto the nodes: systemd (the install script), rpm, airgap, plans or rancher
  --managed-by rancher  the same as --install rancher
  --plans DIR           write Plans for the system-upgrade-controller there
  --role server|agent   whose configuration it is, where the files do not tell${RELEASES}
  --fail-on LEVEL       exit with 1 from this severity on: error (the default), warning, info, or never
  --stdin-path NAME     how findings name standard input
  --format text|markdown|json
                        text for people (the default), a document, JSON for programs
  --output FILE         write the answer there instead of to standard output

Exit status: 0 there is a way and nothing stands against it, 1 there is none, or it has findings, 2 no answer could be given.`,

  effective: `rke2-preflight effective [PATH...]: what RKE2 makes of a configuration

Prints the arguments that it starts with, and where each was written.
${PATHS}

  --to R                the release that reads it: older ones read differently
  --role server|agent   whose configuration it is, where the files do not tell${RELEASES}
  --stdin-path NAME     how messages name standard input${COMMON}`,

  diff: `rke2-preflight diff A B [PATH...]: what changes between two releases

Prints the charts and components that move from A to B, or with --values the chart values
that A and B read differently: + comes, - goes, ~ changes; ! for those that the PATHs set.

  --values              the keys and defaults of chart values
  --chart NAME          of this chart only${RELEASES}
  --stdin-path NAME     how messages name standard input${COMMON}`,

  show: `rke2-preflight show RELEASE: what a release ships

Prints its date, charts and components.
${RELEASES}${COMMON}`,

  releases: `rke2-preflight releases: the releases, and what became of them
${RELEASES}${COMMON}`,

  rules: `rke2-preflight rules: what is looked for
${COMMON}`,

  explain: `rke2-preflight explain RULE: a rule in detail, with examples
${COMMON}`,

  schema: `rke2-preflight schema config, or schema values CHART: a JSON Schema, for editors

A YAML language server completes and checks with it what a release takes in config.yaml,
or what a packaged chart of it reads from its values.

  --release R           the release: v1.33.2+rke2r1, 1.33 or a channel; the newest if nothing is said
  --role server|agent   whose config.yaml it is: a server's (the default) or an agent's${COMMON}`,
};

/** @param {string | undefined} command */
function help(command) {
  return `${(command && HELP[command]) ?? GENERAL}\n`;
}

module.exports = { help };
