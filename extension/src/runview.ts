// What runs say: an output channel (a real editor: theme, search, copy, screen reader), the live log first, then the result, how it ended last.
import * as vscode from "vscode";
import type { ChosenEvent } from "./events";
import { pretty } from "./jsontext";
import type { InvokeResult } from "./protocol";
import { nameOf, type Target } from "./target";
import { traceLinks } from "./tracelinks";

const LANGUAGE = "handlerlens-run";
const RESULTS = "handlerlens-result";
const EXPECTED = "expected";
const SHORT_EVENT = 200;
/** What "Show Result" can bring back: so many runs, so many characters of each. */
const KEPT_RUNS = 50;
const KEPT_TEXT = 200_000;

/** One run as the view knows it. */
export interface Run {
  id: string;
  target: Target;
  python: string;
  event: ChosenEvent;
}

/** What "Recent Runs" tells of one. */
export interface Recent {
  run: Run;
  begun: Date;
  /** How it ended, in a line; undefined while it runs. */
  end: string | undefined;
}

interface Record {
  run: Run;
  begun: Date;
  end: string | undefined;
  text: string;
  payload: string;
  expected: string | null;
  succeeded: boolean;
  unset: string[];
  toInstall: string[];
}

export class RunView implements vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel("Handlerlens", LANGUAGE);
  readonly #records = new Map<string, Record>();
  readonly #disposables: vscode.Disposable[] = [
    this.#channel,
    vscode.languages.registerDocumentLinkProvider({ language: LANGUAGE }, { provideDocumentLinks: traceLinks }),
    vscode.workspace.registerTextDocumentContentProvider(RESULTS, {
      provideTextDocumentContent: (uri) => {
        const record = this.#records.get(uri.query);
        return (uri.fragment === EXPECTED ? record?.expected : record?.payload) ?? "";
      },
    }),
  ];
  /** The run that writes into the channel; others wait until it has ended, so that logs never mix. */
  #live: string | undefined;
  #waiting: string[] = [];
  #last: string | undefined;

  /** A run starts; the view comes to the front, the focus stays where it is. */
  begin(run: Run, reveal = true): void {
    const event = run.event.text.replace(/\s+/g, " ").trim();
    const head = [`▶ ${nameOf(run.target)}`, `event: ${run.event.name}`, run.python].join("  ·  ");
    const nothing = {
      end: undefined,
      text: "",
      payload: "",
      expected: null,
      succeeded: false,
      unset: [],
      toInstall: [],
    };
    this.#records.set(run.id, { run, begun: new Date(), ...nothing });
    for (const id of [...this.#records.keys()].slice(0, -KEPT_RUNS)) this.#records.delete(id);
    if (this.#live === undefined) this.#live = run.id;
    else this.#waiting.push(run.id);
    const gap = this.#last === undefined ? "" : "\n";
    this.#write(run.id, `${gap}${head}\n${event.length <= SHORT_EVENT ? `${event}\n` : ""}\n`);
    if (reveal) this.#channel.show(true);
  }

  /** A piece of a run's log. */
  log(runId: string, text: string): void {
    this.#write(runId, text);
  }

  /** A run ended with what the caller of Lambda would get. */
  finish(runId: string, result: InvokeResult): void {
    const payload = pretty(result.payload);
    const record = this.#records.get(runId);
    const { expected, unset, toInstall, functionError } = result;
    if (record) Object.assign(record, { payload, expected, unset, toInstall, succeeded: functionError === null });
    const destination = result.destinationRecord
      ? `For the destination of failures:\n${pretty(result.destinationRecord)}\n\n`
      : "";
    this.#end(runId, `${payload ? `${payload}\n\n` : ""}${destination}`, summary(result));
  }

  /** A run ended without a result. */
  fail(runId: string, message: string): void {
    this.#end(runId, "", `■ ${message}`);
  }

  /** Bring the view to the front with this run as the last one in it. */
  show(runId: string | undefined): void {
    const record = runId === undefined ? undefined : this.#records.get(runId);
    if (record && runId !== this.#last && this.#live === undefined) {
      this.#channel.append(record.text.startsWith("\n") ? record.text : `\n${record.text}`);
      this.#last = runId;
    }
    this.#channel.show(true);
  }

  /** Open what a run returned in an editor of its own: folding, search, comparing. */
  async openResult(runId: string, name: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: RESULTS, path: `/${name} result.json`, query: runId });
    await vscode.window.showTextDocument(uri, { preview: true });
  }

  /** What a run sent and returned; `payload` is JSON text, none where it failed. */
  sent(runId: string): { target: Target; event: Run["event"]; payload: string | undefined } | undefined {
    const record = this.#records.get(runId);
    if (!record) return undefined;
    return { ...record.run, payload: record.succeeded ? record.payload : undefined };
  }

  /** The environment variables that a run may have failed for the lack of. */
  unsetIn(runId: string | undefined): string[] {
    return this.#records.get(runId ?? "")?.unset ?? [];
  }

  /** The package that a run failed for the lack of. */
  lackingIn(runId: string | undefined): { run: Run; packages: string[] } | undefined {
    const record = this.#records.get(runId ?? "");
    return record?.toInstall.length ? { run: record.run, packages: record.toInstall } : undefined;
  }

  /** The runs of this window that can be shown again, the last one first. */
  recent(): Recent[] {
    return [...this.#records.values()].reverse();
  }

  /** The run that a result in an editor is of, else the last one. */
  runOf(uri: vscode.Uri | undefined): string | undefined {
    return uri?.scheme === RESULTS ? uri.query : this.#last;
  }

  /** Show what a run returned beside what its event file expects; false where it expects nothing. */
  async compareResult(runId: string): Promise<boolean> {
    const record = this.#records.get(runId);
    if (typeof record?.expected !== "string") return false;
    const name = nameOf(record.run.target);
    const result = vscode.Uri.from({ scheme: RESULTS, path: `/${name} result.json`, query: runId });
    const expected = result.with({ path: `/${name} expected.json`, fragment: EXPECTED });
    await vscode.commands.executeCommand("vscode.diff", expected, result, `${name}: expected ↔ result`);
    return true;
  }

  #write(runId: string, text: string): void {
    const record = this.#records.get(runId);
    if (!record) return;
    record.text = (record.text + text).slice(-KEPT_TEXT);
    if (this.#live !== runId) return;
    this.#channel.append(text);
    this.#last = runId;
  }

  #end(runId: string, payload: string, how: string): void {
    const record = this.#records.get(runId);
    if (!record) return;
    const gap = record.text.endsWith("\n\n") ? "" : record.text.endsWith("\n") ? "\n" : "\n\n";
    this.#write(runId, `${gap}${payload}${how}\n`);
    record.end = how.split("\n")[0] ?? "";
    while (this.#live !== undefined && !this.#runs(this.#live)) {
      this.#live = this.#waiting.shift();
      if (this.#live !== undefined) {
        this.#channel.append(this.#records.get(this.#live)?.text ?? "");
        this.#last = this.#live;
      }
    }
  }

  #runs(id: string): boolean {
    const record = this.#records.get(id);
    return record !== undefined && record.end === undefined;
  }

  dispose(): void {
    for (const item of this.#disposables) item.dispose();
  }
}

/** How a run ended, in a line; what we have to say to it, a line each. The Debug Console shows the same. */
export function summary(result: InvokeResult): string {
  const failed = result.functionError !== null;
  const init = result.initDurationMs === null ? "" : ` · init ${ms(result.initDurationMs)}`;
  const facts = [ms(result.durationMs), result.cold ? `cold${init}` : "warm", `${result.maxMemoryMb} MB`].join(" · ");
  const [message = "", ...more] = (result.errorMessage ?? "").split("\n");
  const error = `${result.errorType ?? result.functionError}${message ? `: ${message}` : ""}${more.length ? " …" : ""}`;
  const head = failed ? `✗ ${error}  ·  ${facts}` : `✓ Succeeded  ·  ${facts}`;
  const remarks = [...result.contract, ...result.notes].map((text) => `! ${text}`);
  const client = result.client === null ? [] : [`→ ${result.client}`];
  return [head, ...expectation(result), ...client, ...remarks].join("\n");
}

/** Whether the run returned what its event file expects, and what is different. */
function expectation(result: InvokeResult): string[] {
  if (result.expected === null) return [];
  if (result.differences.length === 0) return ["✓ As expected"];
  return ["✗ Not as expected", ...result.differences.map((text) => `    ${text}`)];
}

function ms(value: number): string {
  return `${value >= 10 ? value.toFixed(0) : value.toFixed(1)} ms`;
}
