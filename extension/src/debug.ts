// The debug type `handlerlens`: lens, F5 and launch.json come together here.
import * as path from "node:path";
import * as vscode from "vscode";
import type { Server } from "./client";
import { EndedDebugAdapter, HandlerDebugAdapter } from "./debugadapter";
import type { ChosenEvent, Events } from "./events";
import type { Invoker, Prepared } from "./invoke";
import { pretty } from "./jsontext";
import { sentence } from "./log";
import {
  DebugRequest,
  type DebugResult,
  type FinishedNotification,
  type HandlerItem,
  HandlersRequest,
} from "./protocol";
import type { Pythons } from "./python";
import { type RunView, summary } from "./runview";
import { handlerAtCursor, nameOf, pickHandler, type Target } from "./target";
import { mayRun } from "./trust";

export const DEBUG_TYPE = "handlerlens";

interface Parts {
  server: Server;
  pythons: Pythons;
  events: Events;
  invoker: Invoker;
  view: RunView;
}

/** A launch.json entry; `package.json` has the schema. */
interface Configuration extends vscode.DebugConfiguration {
  handler?: string;
  program?: string;
  function?: string;
  logicalId?: string;
  event?: unknown;
  python?: string;
  env?: Record<string, string>;
  envFile?: string;
  timeout?: number;
  memory?: number;
}

export function registerDebugger(parts: Parts): vscode.Disposable[] {
  const configurations = new Configurations(parts);
  return [
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, configurations),
    vscode.debug.registerDebugConfigurationProvider(
      DEBUG_TYPE,
      { provideDebugConfigurations: () => configurations.ofWorkspace() },
      vscode.DebugConfigurationProviderTriggerKind.Dynamic,
    ),
    vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, new Sessions(parts)),
  ];
}

class Configurations implements vscode.DebugConfigurationProvider {
  constructor(private readonly parts: Parts) {}

  provideDebugConfigurations(): Promise<vscode.DebugConfiguration[]> {
    return this.ofWorkspace();
  }

  /** One entry for each handler that is open: for "Select and Start Debugging", and for a new launch.json. */
  async ofWorkspace(): Promise<vscode.DebugConfiguration[]> {
    const { handlers } = await this.parts.server.request(HandlersRequest, { uri: null });
    return handlers.map((handler) =>
      configurationFor({ uri: handler.uri, function: handler.function, logicalId: null }),
    );
  }

  /** F5 without an entry: the handler at the cursor, by the entry that the user has for it where there is one. */
  async resolveDebugConfiguration(
    _folder: vscode.WorkspaceFolder | undefined,
    given: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    if (given.request || !mayRun("Debug")) return given.request ? given : undefined;
    try {
      const target = await this.#target(given as Configuration);
      return target && configurationFor(target);
    } catch (error) {
      void vscode.window.showErrorMessage(sentence(error));
      return undefined;
    }
  }

  /** Fill in what is missing; undefined ends the start without a word, as something was said or asked before. */
  async resolveDebugConfigurationWithSubstitutedVariables(
    _folder: vscode.WorkspaceFolder | undefined,
    given: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    if (!mayRun("Debug")) return undefined;
    try {
      const configuration: Configuration = { ...given };
      const target = await this.#target(configuration);
      if (!target) return undefined;
      return {
        internalConsoleOptions: "openOnSessionStart",
        ...configuration,
        type: DEBUG_TYPE,
        request: "launch",
        name: configuration.name || labelOf(target),
        program: vscode.Uri.parse(target.uri).fsPath,
        function: target.function,
        logicalId: target.logicalId ?? configuration.logicalId,
      };
    } catch (error) {
      void vscode.window.showErrorMessage(sentence(error));
      return undefined;
    }
  }

  async #target({ handler, program, function: name, logicalId }: Configuration): Promise<Target | undefined> {
    const { server, invoker } = this.parts;
    if (handler) return this.#named(handler, program, logicalId);
    if (!program) return (await handlerAtCursor(server)) ?? pickHandler(server, "Debug Handler", invoker.last);
    const uri = vscode.Uri.file(program).toString();
    const { handlers } = await server.request(HandlersRequest, { uri });
    const found = name ? handlers.filter((item) => item.function === name) : handlers;
    if (name && found.length === 0) return { uri, function: name, logicalId: logicalId ?? null };
    if (found.length === 0) throw new Error(`No Lambda handler was found in ${path.basename(program)}.`);
    return this.#oneOf(found, logicalId);
  }

  /** The handler that an entry calls by Lambda's handler string, by `file.py::function` or by the function's id in a template. */
  async #named(
    handler: string,
    program: string | undefined,
    logicalId: string | undefined,
  ): Promise<Target | undefined> {
    const uri = program ? vscode.Uri.file(program).toString() : null;
    const { handlers } = await this.parts.server.request(HandlersRequest, { uri });
    const declared = handlers.filter((item) => item.functions.some((known) => known.logicalId === handler));
    if (declared.length > 0) return this.#oneOf(declared, handler);
    const found = handlers.filter((item) => isCalled(item, handler));
    if (found.length > 0) return this.#oneOf(found, logicalId);
    const known = [...new Set(handlers.map((item) => item.handler))].slice(0, 5).join(", ");
    throw new Error(
      `No Lambda handler or function '${handler}' was found${known ? `; there is ${known}` : ""}. Correct "handler" in launch.json.`,
    );
  }

  async #oneOf(found: HandlerItem[], logicalId: string | undefined): Promise<Target | undefined> {
    const chosen = found.length === 1 ? found[0] : await pickFrom(found);
    return chosen && { uri: chosen.uri, function: chosen.function, logicalId: logicalId ?? null };
  }
}

class Sessions implements vscode.DebugAdapterDescriptorFactory {
  constructor(private readonly parts: Parts) {}

  async createDebugAdapterDescriptor(session: vscode.DebugSession): Promise<vscode.DebugAdapterDescriptor> {
    const { invoker } = this.parts;
    const configuration = session.configuration as Configuration;
    const uri = vscode.Uri.file(configuration.program ?? "").toString();
    const target: Target = { uri, function: configuration.function ?? "", logicalId: configuration.logicalId ?? null };
    let event: ChosenEvent | undefined;
    try {
      const prepared = await invoker.prepare(target);
      event = await this.#event(configuration, target, prepared);
      const endpoint = await this.#start(configuration, target, prepared, event);
      const adapter = new HandlerDebugAdapter(endpoint, () => void invoker.cancel(prepared.id));
      this.#follow(prepared.id, adapter);
      return new vscode.DebugAdapterInlineImplementation(adapter);
    } catch (error) {
      await invoker.explain(error, target, event);
      return new vscode.DebugAdapterInlineImplementation(new EndedDebugAdapter());
    }
  }

  async #start(
    configuration: Configuration,
    target: Target,
    prepared: Prepared,
    event: ChosenEvent,
  ): Promise<DebugResult> {
    const { server, view } = this.parts;
    const python = configuration.python ?? prepared.python.path;
    view.begin({ id: prepared.id, target, python, event }, false);
    try {
      return await server.request(DebugRequest, {
        runId: prepared.id,
        uri: target.uri,
        function: target.function,
        python,
        event: event.text,
        eventUri: event.uri?.toString() ?? null,
        logicalId: target.logicalId,
        environment: configuration.env ?? {},
        envFile: configuration.envFile ?? null,
        timeout: configuration.timeout ?? null,
        memory: configuration.memory ?? null,
      });
    } catch (error) {
      view.fail(prepared.id, sentence(error));
      throw error;
    }
  }

  async #event(configuration: Configuration, target: Target, prepared: Prepared): Promise<ChosenEvent> {
    const { event } = configuration;
    if (event === undefined || event === null) return prepared.event;
    if (typeof event === "string") return this.parts.events.named(target, event);
    return { name: "from launch.json", text: JSON.stringify(event), uri: undefined };
  }

  /** The run's log and end go into the Debug Console and into the run view. */
  #follow(runId: string, adapter: HandlerDebugAdapter): void {
    const { server, view } = this.parts;
    const listeners = [
      server.onLog((message) => {
        if (message.runId === runId) adapter.print(message.text, "stdout");
      }),
      server.onFinished((message) => {
        if (message.runId === runId) finish(message);
      }),
      server.onGone(() =>
        finish({ runId, result: null, message: "The Handlerlens server stopped, and the handler with it." }),
      ),
    ];
    const finish = ({ result, message }: FinishedNotification): void => {
      for (const listener of listeners) listener.dispose();
      if (result) {
        view.finish(runId, result);
        if (result.payload) adapter.print(`\n${pretty(result.payload)}\n`, "stdout");
        adapter.print(`\n${summary(result)}\n`, result.functionError === null ? "stdout" : "stderr");
      } else {
        const text = message ?? "The invocation ended without a result.";
        view.fail(runId, text);
        adapter.print(`\n${text}\n`, "stderr");
      }
      adapter.end();
    };
  }
}

/** The launch.json entry for a handler: the user's own of the same label or for the same function, else one made on the spot. */
export function configurationFor(target: Target): vscode.DebugConfiguration {
  const uri = vscode.Uri.parse(target.uri);
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const known = vscode.workspace
    .getConfiguration("launch", uri)
    .get<Configuration[]>("configurations", [])
    .filter((entry) => entry.type === DEBUG_TYPE);
  const own =
    known.find((entry) => entry.name === labelOf(target)) ??
    known.find(
      (entry) =>
        entry.function === target.function &&
        entry.program?.replaceAll("${workspaceFolder}", folder?.uri.fsPath ?? "") === uri.fsPath,
    );
  const made = {
    type: DEBUG_TYPE,
    request: "launch",
    name: labelOf(target),
    program: uri.fsPath,
    function: target.function,
    ...(target.logicalId ? { logicalId: target.logicalId } : {}),
  };
  return own ? { ...made, ...own } : made;
}

function labelOf(target: Target): string {
  return `Debug ${nameOf(target)}`;
}

function isCalled(item: HandlerItem, handler: string): boolean {
  const [file, name] = handler.split("::");
  if (name === undefined)
    return [item.handler, item.function].includes(handler.replaceAll("/", ".")) || item.handler === handler;
  return item.function === name && vscode.Uri.parse(item.uri).path.endsWith(`/${file?.replaceAll("\\", "/")}`);
}

async function pickFrom(handlers: HandlerItem[]): Promise<HandlerItem | undefined> {
  const items = handlers.map((handler) => ({ label: handler.function, description: handler.handler, handler }));
  return (await vscode.window.showQuickPick(items, { title: "Debug Handler" }))?.handler;
}
