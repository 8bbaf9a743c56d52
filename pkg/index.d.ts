/**
 * Will RKE2 accept this configuration, and will this cluster survive the step from release A to release B?
 *
 * Every entry of the package offers these functions.
 * In Node they work at once; in a browser, call `await init()` first.
 */
import type {
  DiffOutput,
  EffectiveOutput,
  FileUse,
  Plan,
  ReleaseOutput,
  Report,
  Request,
  RuleOutput,
  ShowOutput,
  ValuesOutput,
} from "./types.js";

export type * from "./types.js";

/** One file. */
export interface SourceFile {
  /** How findings name it; `/` separates folders. */
  path: string;
  /** What is in it. */
  content: string | Uint8Array;
  /** What it is for; it is judged where nothing is said. */
  use?: FileUse;
  /** Whether it is a configuration even if its name and keys do not say so. */
  named?: boolean;
}

/** What is asked about files. */
export type Question = Pick<Request, "from" | "to" | "role">;

/** What is asked about the way from one release to another. */
export type PlanQuestion = Pick<Request, "via" | "avoid" | "install" | "managedBy" | "role"> & { from: string; to: string };

/** What the core answers. */
export interface Answer {
  /** 0: nothing stands against it, 1: there are findings, 2: nothing could be judged. */
  exit: 0 | 1 | 2;
  /** Text where text was asked for, else the command's object; without an answer, an `error` and maybe `help`. */
  output: any;
}

/** The core could not answer: an unknown release, or nothing to judge. */
export class PreflightError extends Error {
  constructor(message?: string, help?: string);
  /** What to do about it. */
  help?: string;
}

/**
 * Makes the core ready; only browsers need it, and more than one call does no harm.
 *
 * @param core The address of `core.wasm` (a string or `URL`), or its content; the file beside the script where nothing is said.
 */
export function init(core?: string | { readonly href: string } | ArrayBuffer | Uint8Array): Promise<void>;

/** Judges files, and the step from one release to another. */
export function check(files: readonly SourceFile[], question?: Question): Report;

/** Plans the way from one release to another, for these files or for any cluster. */
export function plan(files: readonly SourceFile[], question: PlanQuestion): Plan;

/** Shows what RKE2 makes of a configuration. */
export function effective(files: readonly SourceFile[], question?: Question): EffectiveOutput;

/** Shows what differs between two releases. */
export function diff(from: string, to: string): DiffOutput;

/** Shows what the charts of two releases read differently from their values, those values first that the files set. */
export function diffValues(
  from: string,
  to: string,
  about?: { chart?: string; files?: readonly SourceFile[] },
): ValuesOutput;

/** Shows what a release ships. */
export function show(release: string): ShowOutput;

/** Lists the releases, the newest first. */
export function releases(): ReleaseOutput[];

/** Lists the rules. */
export function rules(): RuleOutput[];

/** Shows a rule's page. */
export function explain(rule: string): RuleOutput;

/** Puts any request to the core; the bytes are those of its files, one after the other. */
export function run(request: Request, bytes?: Uint8Array): Answer;
