// Made from the Rust types: src/types.rs says how. Do not edit.

/** A question. */
export type Request = {
  /** What is asked. */
  command: Command;
  /** The files, in the order of their bytes. */
  files?: Array<RequestFile>;
  /** What should have been among the files, and could not be read. */
  skipped?: Array<Skipped>;
  /** The release that runs now (`check`), or the first of two (`diff`). */
  from?: string;
  /** The release that the configuration is for, or the second of two. */
  to?: string;
  /** What the configuration is for, where the files do not tell. */
  role?: Role;
  /** Releases that a `plan` has to pass, in their order. */
  via?: Array<string>;
  /** Releases that a `plan` has to avoid; `1.33.2` is every build of it, and `1.33` the whole minor. */
  avoid?: Array<string>;
  /** How RKE2 gets onto the nodes, where the files do not tell. */
  install?: Install;
  /** What manages the cluster, where the files do not tell. */
  managedBy?: Manager;
  /** The folder that a `plan`'s Plans are written to, as its runbook names it. */
  plans?: string;
  /** What `show` or `explain` is about. */
  subject?: string;
  /** Whether `diff` shows what the charts read from their values, instead of what moves. */
  values?: boolean;
  /** The only chart that `diff` shows the values of, or the one that `schema` is for. */
  chart?: string;
  /** Text for people, or JSON for programs. */
  format?: Format;
  /** From which severity on `check` exits with 1; absent: error. */
  failOn?: Severity;
  /** Whether text carries colours (ANSI escapes). */
  color?: boolean;
};

/** What is asked. */
export type Command = "check" | "plan" | "effective" | "diff" | "show" | "releases" | "rules" | "explain" | "schema";

/** One file of a request. */
export type RequestFile = {
  /** How findings name it; `/` separates folders. */
  path: string;
  /** How many of the bytes are its. */
  size: number;
  /** What it is for. */
  use?: FileUse;
  /** Whether the user named the file itself, and not a folder that holds it: then it is taken for
   * a configuration even if its name and keys do not say so.
   */
  named?: boolean;
};

/** A file or folder that could not be read. */
export type Skipped = {
  /** Its path. */
  path: string;
  /** Why, in words. */
  reason: string;
};

/** What a file is for. */
export type FileUse = "judge" | "before" | "release";

/** Whose configuration it is. */
export type Role = "server" | "agent";

/** How RKE2 gets onto the nodes. */
export type Install = "systemd" | "rpm" | "airgap" | "plans" | "rancher";

/** What manages a cluster. */
export type Manager = "rancher";

/** How the answer is written. */
export type Format = "text" | "json" | "markdown";

/** The answer to `check`. */
export type Report = {
  /** Always 1 in this format. */
  version: number;
  /** What the judgement rests on. */
  facts: FactsInfo;
  /** The releases it was judged for. */
  subject: Subject;
  /** The answer in a word. */
  verdict: Verdict;
  /** Every file that was given. */
  inputs: Array<Input>;
  /** What was found, the most severe first. */
  findings: Array<Finding>;
  /** What could not be judged, in sentences. */
  not_assessed: Array<string>;
  /** What the step from `from` to `to` moves; absent without `from`. */
  upgrade?: Upgrade;
};

/** The data that the judgement rests on. */
export type FactsInfo = {
  /** The newest release that is known. */
  newest_release: string;
  /** The day the data was made, `YYYY-MM-DD`. */
  date: string;
};

/** The releases that the question is about. */
export type Subject = {
  /** The release that runs now, if an upgrade is asked about. */
  from?: string;
  /** The release that the configuration is for. */
  to: string;
  /** Whether `to` was asked for, or taken because nothing was said. */
  to_given: boolean;
};

/** The answer in a word. */
export type Verdict = "blocked" | "action-needed" | "ready" | "not-assessed";

/** One of the files. */
export type Input = {
  /** As given. */
  path: string;
  /** What it was taken for: `config`, `helm-chart-config`, `plan`, `other`, … */
  kind: string;
  /** Whose configuration it is. */
  role?: string;
  /** The node that the configuration belongs to, where several were told apart. */
  node?: string;
  /** Whether rules looked at it. */
  assessed: boolean;
  /** Why not, if not. */
  note?: string;
};

/** One finding. */
export type Finding = {
  /** The rule's id; `explain` tells more about it. */
  rule: string;
  /** Whether the step from `from` to `to` brings it; absent without `from`. */
  introduced?: boolean;
  /** How much it matters. */
  severity: Severity;
  /** What happens if nothing is changed. */
  consequence: Consequence;
  /** What RKE2 does with this. */
  message: string;
  /** What to write instead, or what to do. */
  help?: string;
  /** Where; absent if it is about the releases asked for. */
  primary?: Location;
  /** Other places that belong to it. */
  related?: Array<RelatedLocation>;
  /** An edit that mends it. */
  fix?: Fix;
  /** The sources of the facts it rests on. */
  evidence: Array<string>;
};

/** How much it matters. */
export type Severity = "info" | "warning" | "error";

/** What happens if nothing is changed. */
export type Consequence = "wont-start" | "component-down" | "chart-fails" | "traffic" | "data-loss" | "ignored" | "changed" | "unsupported" | "insecure";

/** A range in a file. */
export type Location = {
  /** The file. */
  path: string;
  /** The first character. */
  start: Place;
  /** The character after the last one. */
  end: Place;
};

/** A range in a file with a few words about it. */
export type RelatedLocation = {
  /** The file. */
  path: string;
  /** The first character. */
  start: Place;
  /** The character after the last one. */
  end: Place;
  /** What it has to do with the finding. */
  message: string;
};

/** A place in a file. */
export type Place = {
  /** Counts from 1. */
  line: number;
  /** Counts from 1, in UTF-16 code units. */
  column: number;
};

/** Edits that belong together. */
export type Fix = {
  /** Whether it can be applied without a person's judgement. */
  safe: boolean;
  /** What to replace; the edits do not overlap. */
  edits: Array<Edit>;
};

/** One replacement. */
export type Edit = {
  /** The file. */
  path: string;
  /** The first character that goes. */
  start: Place;
  /** The character after the last one that goes. */
  end: Place;
  /** What comes in its place. */
  text: string;
};

/** What a step from one release to another moves. */
export type Upgrade = {
  /** The releases to go through, without the first and with the last. */
  hops: Array<string>;
  /** The packaged charts that change. */
  charts: Array<Move>;
  /** The other components that change. */
  components: Array<Move>;
};

/** A chart or component that differs between two releases. */
export type Move = {
  /** Its name: `rke2-cilium`, `etcd`. */
  name: string;
  /** The version before; absent if it is new. */
  from?: string;
  /** The version after; absent if it is gone. */
  to?: string;
  /** The upstream version before, where the version tells it. */
  from_upstream?: string;
  /** The upstream version after, where the version tells it. */
  to_upstream?: string;
  /** The way it goes. */
  change: Change;
};

/** The way a chart or component goes. */
export type Change = "added" | "removed" | "upgraded" | "repackaged" | "downgraded";

/** The answer to `plan`. */
export type Plan = {
  /** Always 1 in this format. */
  version: number;
  /** What the plan rests on. */
  facts: FactsInfo;
  /** The release that runs now. */
  from: string;
  /** The release to get to. */
  to: string;
  /** `ready`, `action-needed` where hops bring findings, `blocked` where they bring errors or there is no way. */
  verdict: Verdict;
  /** What the files tell of the cluster. */
  cluster: ClusterInfo;
  /** The hops; none where there is no way, and none back. */
  hops: Array<Hop>;
  /** Steps that would be shorter, or the only way, and why they are refused. */
  refused: Array<Refused>;
  /** A target that can be reached, where the one asked for cannot. */
  instead?: string;
  /** Whether this is the way back to a lower release. */
  rollback: boolean;
  /** What to do, step by step. */
  runbook: Array<Section>;
  /** Plans for the system-upgrade-controller, in the order in which to apply them. */
  plans: Array<PlanFile>;
  /** What could not be judged, in sentences. */
  not_assessed: Array<string>;
};

/** What the files tell of a cluster. */
export type ClusterInfo = {
  /** The names of the servers, in the order in which they are upgraded. */
  servers: Array<string>;
  /** The names of the agents. */
  agents: Array<string>;
  /** The CNI plugins; none where nothing tells. */
  cni: Array<string>;
  /** The ingress controllers that run now; none where nothing tells. */
  ingress: Array<string>;
  /** Whether the cluster keeps its state outside of RKE2. */
  external_datastore: boolean;
  /** How RKE2 gets onto the nodes. */
  install: Install;
  /** Whether that was asked for or seen, or taken because nothing was said. */
  install_known: boolean;
};

/** A hop of the way. */
export type Hop = {
  /** The release before. */
  from: string;
  /** The release after. */
  to: string;
  /** The day it was announced, `YYYY-MM-DD`. */
  date: string;
  /** Why the way leads through here. */
  reasons: Array<string>;
  /** What the hop brings to this configuration, the most severe first. */
  findings: Array<Finding>;
  /** The charts that move and that this cluster runs, as far as the files tell. */
  charts: Array<Move>;
  /** The other components that move. */
  components: Array<Move>;
};

/** A step that is refused. */
export type Refused = {
  /** The release before. */
  from: string;
  /** The release after. */
  to: string;
  /** The rule that refuses it; absent where the user does. */
  rule?: string;
  /** Why. */
  reason: string;
};

/** A part of the runbook. */
export type Section = {
  /** Its title. */
  title: string;
  /** What stands before its first step, in Markdown. */
  text: string;
  /** Its steps. */
  steps: Array<Step>;
};

/** A step of the runbook. */
export type Step = {
  /** What it is about. */
  title: string;
  /** All of it, in Markdown. */
  text: string;
  /** The commands alone, a block each. */
  commands: Array<string>;
};

/** A Plan for the system-upgrade-controller. */
export type PlanFile = {
  /** The name of the file. */
  path: string;
  /** What is in it. */
  content: string;
};

/** What RKE2 makes of a configuration. */
export type EffectiveOutput = {
  /** The release whose reading this is. */
  release: string;
  /** The arguments that `rke2 server` or `rke2 agent` gets; secrets are masked. */
  args: Array<string>;
  /** What stops it; it stops at the first one. */
  errors: Array<string>;
  /** What it logs. */
  warnings: Array<string>;
  /** Where each argument was written, in the same order. */
  origins: Array<Origin>;
};

/** Where an argument was written. */
export type Origin = {
  /** The file. */
  path: string;
  /** The first character of the value. */
  start: Place;
  /** The character after the last one. */
  end: Place;
};

/** What a release ships. */
export type ShowOutput = {
  /** The release. */
  release: string;
  /** The day it was announced, `YYYY-MM-DD`; absent where only its charts are known. */
  date?: string;
  /** `announced`, `withdrawn`, `unannounced` or `prime`. */
  state?: string;
  /** The packaged charts, by name. */
  charts: { [key in string]: ChartOutput };
  /** The other components, by name. */
  components: { [key in string]: string };
};

/** A packaged chart. */
export type ChartOutput = {
  /** The chart's version. */
  version: string;
  /** The upstream version that it stands for, where that is known. */
  upstream?: string;
};

/** What differs between two releases. */
export type DiffOutput = {
  /** The first release. */
  from: string;
  /** The second release. */
  to: string;
  /** The packaged charts that differ. */
  charts: Array<Move>;
  /** The other components that differ. */
  components: Array<Move>;
  /** The keys of `config.yaml` that differ. */
  options: Array<OptionChange>;
};

/** The chart values that two releases read differently. */
export type ValuesOutput = {
  /** The first release. */
  from: string;
  /** The second release. */
  to: string;
  /** The charts whose values differ; those first whose values the files set. */
  charts: Array<ChartValues>;
  /** The charts that could not be compared, with the reason: only one release has it, or none. */
  not_compared: Array<string>;
};

/** The values that two versions of a chart read differently. */
export type ChartValues = {
  /** The chart. */
  chart: string;
  /** Its first version. */
  from: string;
  /** Its second version. */
  to: string;
  /** The keys that differ; those first that the files set. */
  changes: Array<ValueChange>;
};

/** A key that two versions of a chart read differently. */
export type ValueChange = {
  /** The key; `*` is any key or item. */
  path: string;
  /** Whether the files set it. */
  set: boolean;
  /** What the first version reads; absent if it does not read the key. */
  before?: ValueForm;
  /** What the second version reads; absent if it does not read the key. */
  after?: ValueForm;
  /** The key that takes its place, where that is known. */
  instead?: string;
};

/** What a version of a chart reads at a key. */
export type ValueForm = {
  /** `map`, `list`, `string`, `int`, `float`, `bool` or `any`. */
  type: string;
  /** What the chart's schema takes, divided by `|`; absent without a schema. */
  schema?: string;
  /** What the chart's own values hold, as JSON; absent for mappings, lists and long texts. */
  default?: string;
};

/** A key of `config.yaml`, or a value of one, that only one of two releases takes. */
export type OptionChange = {
  /** The key. */
  key: string;
  /** The value, where the key itself stays. */
  value?: string;
  /** Whether the later release has it, and not the earlier one. */
  added: boolean;
  /** Whose configuration it is a key of. */
  roles: Array<Role>;
};

/** A release in a list. */
export type ReleaseOutput = {
  /** The release. */
  release: string;
  /** The day it was announced, `YYYY-MM-DD`. */
  date: string;
  /** `announced`, `withdrawn`, `unannounced` or `prime`. */
  state: string;
};

/** A rule. */
export type RuleOutput = {
  /** Its id. */
  id: string;
  /** What it finds. */
  summary: string;
  /** Its documentation in Markdown; only `explain` has it. */
  page?: string;
};
