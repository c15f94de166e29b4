// Runs: invoke a handler, show what it says, let it be cancelled; nothing of a failed run is lost on the way.
import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { LSPErrorCodes, ResponseError } from "vscode-languageclient/node";
import { type Server, ServerGoneError } from "./client";
import { type ChosenEvent, EventGoneError, type Events } from "./events";
import { sentence } from "./log";
import { CancelRequest, InvokeRequest, type InvokeResult } from "./protocol";
import { type Interpreter, PythonError, type Pythons } from "./python";
import type { RunView } from "./runview";
import { keyOf, nameOf, type Target } from "./target";
import { mayRun } from "./trust";

const PATIENCE = 1000;

/** How a handler is invoked, where it is not the usual way. */
export interface How {
  type?: "RequestResponse" | "Event" | "DryRun";
  /** Whether a warm environment must not serve it. */
  fresh?: boolean;
}

/** What every run needs, also a debugged one. */
export interface Prepared {
  id: string;
  python: Interpreter;
  event: ChosenEvent;
}

export class Invoker implements vscode.Disposable {
  readonly #running = new Map<string, string>();
  readonly #lastRun = new Map<string, string>();
  readonly #listener: vscode.Disposable;
  #last: Target | undefined;

  constructor(
    private readonly server: Server,
    private readonly pythons: Pythons,
    private readonly events: Events,
    private readonly view: RunView,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.#listener = server.onLog((message) => view.log(message.runId, message.text));
  }

  /** The handler that was run last. */
  get last(): Target | undefined {
    return this.#last;
  }

  /** The id of a handler's last run, for "Show Result". */
  lastRunOf(target: Target): string | undefined {
    return this.#lastRun.get(keyOf(target));
  }

  /** The handlers that are running. */
  runIdOf(target: Target): string | undefined {
    return this.#running.get(keyOf(target));
  }

  runIds(): string[] {
    return [...this.#running.values()];
  }

  /** Run a handler and show the result; undefined when there is none. */
  async invoke(target: Target, given?: ChosenEvent, how: How = {}): Promise<InvokeResult | undefined> {
    if (!mayRun("Invoke")) return undefined;
    if (this.runIdOf(target)) {
      await this.#stillRunning(target);
      return undefined;
    }
    let event: ChosenEvent | undefined = given;
    try {
      const run = await this.prepare(target, given);
      event = run.event;
      return await this.#run(target, run, how);
    } catch (error) {
      await this.explain(error, target, event);
      return undefined;
    }
  }

  /** Save what runs, then find its interpreter and its event. Throws a sentence. */
  async prepare(target: Target, given?: ChosenEvent): Promise<Prepared> {
    await save(target);
    const uri = vscode.Uri.parse(target.uri);
    const [python, event] = await Promise.all([this.pythons.forHandler(uri), given ?? this.events.current(target)]);
    const id = randomUUID();
    this.#last = target;
    void vscode.commands.executeCommand("setContext", "handlerlens.hasRun", true);
    this.#lastRun.set(keyOf(target), id);
    return { id, python, event };
  }

  /** Stop a handler's run. */
  async cancel(runId: string): Promise<void> {
    await this.server.request(CancelRequest, { runId }).catch((error: unknown) => this.log.debug(sentence(error)));
  }

  /** Tell the user why there is no result, with the way out. */
  async explain(error: unknown, target: Target, event: ChosenEvent | undefined): Promise<void> {
    const message = sentence(error);
    this.log.error(`${nameOf(target)}: ${message}`);
    const ways = new Map<string, () => unknown>();
    if (error instanceof ServerGoneError) {
      ways.set("Invoke Again", () => this.invoke(target));
      ways.set("Restart Server", () => this.server.restart());
    } else if (error instanceof PythonError) {
      ways.set("Select Interpreter", () => vscode.commands.executeCommand("handlerlens.selectInterpreter"));
    } else if (error instanceof EventGoneError) {
      ways.set("Pick Event", () => this.events.pick(target));
    } else if (event && !isJson(event.text)) {
      ways.set("Edit Event", () => this.events.edit(target));
    }
    ways.set("Show Log", () => this.log.show());
    void vscode.window
      .showErrorMessage(message, ...ways.keys())
      .then((choice) => (choice === undefined ? undefined : ways.get(choice)?.()));
  }

  async #run(target: Target, run: Prepared, how: How): Promise<InvokeResult | undefined> {
    const key = keyOf(target);
    this.#running.set(key, run.id);
    const running = vscode.commands.executeCommand("setContext", "handlerlens.running", true);
    this.view.begin({ id: run.id, target, python: run.python.path, event: run.event });
    try {
      const answer = this.server.request(InvokeRequest, {
        runId: run.id,
        uri: target.uri,
        function: target.function,
        python: run.python.path,
        event: run.event.text,
        eventUri: run.event.uri?.toString() ?? null,
        invocationType: how.type ?? "RequestResponse",
        logicalId: target.logicalId,
        environment: {},
        timeout: null,
        memory: null,
        fresh: how.fresh ?? false,
      });
      this.#showProgress(target, run.id, answer);
      const result = await answer;
      this.view.finish(run.id, result);
      return result;
    } catch (error) {
      const cancelled = error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled;
      const message = cancelled ? "Cancelled: the handler's process was stopped." : sentence(error);
      this.view.fail(run.id, message);
      if (!cancelled) {
        throw error instanceof ServerGoneError
          ? new ServerGoneError(`${error.how} while ${nameOf(target)} ran, and the run ended with it`)
          : error;
      }
      return undefined;
    } finally {
      this.#running.delete(key);
      await running;
      await vscode.commands.executeCommand("setContext", "handlerlens.running", this.#running.size > 0);
    }
  }

  #showProgress(target: Target, runId: string, answer: Promise<unknown>): void {
    const done = answer.then(
      () => undefined,
      () => undefined,
    );
    const timer = setTimeout(() => {
      const options = {
        location: vscode.ProgressLocation.Notification,
        title: `Running ${nameOf(target)}`,
        cancellable: true,
      };
      void vscode.window.withProgress(options, (_, token) => {
        token.onCancellationRequested(() => this.cancel(runId));
        return done;
      });
    }, PATIENCE);
    void done.then(() => clearTimeout(timer));
  }

  async #stillRunning(target: Target): Promise<void> {
    const cancel = "Cancel It";
    const choice = await vscode.window.showInformationMessage(`${nameOf(target)} is still running.`, cancel);
    const runId = this.runIdOf(target);
    if (choice === cancel && runId) await this.cancel(runId);
  }

  dispose(): void {
    this.#listener.dispose();
  }
}

/** Python reads the disk: unsaved files of the handler's folder are saved first. Throws when the handler's file cannot be. */
async function save(target: Target): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(target.uri));
  for (const document of vscode.workspace.textDocuments) {
    const own = document.uri.toString() === target.uri;
    const near = document.uri.scheme === "file" && folder === vscode.workspace.getWorkspaceFolder(document.uri);
    if (!document.isDirty || !(own || near)) continue;
    if (!(await document.save()) && own) {
      throw new Error(`${vscode.workspace.asRelativePath(document.uri)} could not be saved, so it was not run.`);
    }
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
