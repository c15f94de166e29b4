// The commands: lenses call them with a target, the palette and the keyboard without one.
import * as vscode from "vscode";
import type { Server } from "./client";
import { configurationFor } from "./debug";
import type { Events } from "./events";
import { showRecentRuns } from "./history";
import { selectInterpreter } from "./interpreters";
import type { Invoker } from "./invoke";
import { sentence } from "./log";
import { goToHandler, goToTemplate } from "./navigation";
import { install } from "./packages";
import type { Pythons } from "./python";
import type { RunView } from "./runview";
import { handlerAtCursor, isTarget, nameOf, pickHandler, type Target, withFunction } from "./target";
import { mayRun } from "./trust";
import { setVariables } from "./variables";
import { checkWorkspace } from "./workspacecheck";

const WAYS = [
  {
    label: "Synchronously",
    description: "RequestResponse",
    detail: "The caller waits for the result, as API Gateway does",
    type: "RequestResponse",
  },
  {
    label: "Asynchronously",
    description: "Event",
    detail: "The caller gets 202 at once, as S3 and SNS do; up to two retries, then the destination for failures",
    type: "Event",
  },
  {
    label: "Dry Run",
    description: "DryRun",
    detail: "Event and configuration are checked; the handler does not run",
    type: "DryRun",
  },
] as const;

export interface Parts {
  server: Server;
  pythons: Pythons;
  events: Events;
  invoker: Invoker;
  view: RunView;
  log: vscode.LogOutputChannel;
}

export function registerCommands(parts: Parts): vscode.Disposable[] {
  const { server, pythons, events, invoker, view, log } = parts;

  /** A command about one handler: of the lens, else at the cursor, else picked. */
  const about = (name: string, title: string, run: (target: Target) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`handlerlens.${name}`, async (given?: unknown) => {
      try {
        const target = isTarget(given)
          ? given
          : ((await handlerAtCursor(server)) ?? (await pickHandler(server, title, invoker.last)));
        return target && (await run(target));
      } catch (error) {
        await failed(error, log);
        return undefined;
      }
    });
  const plain = (name: string, run: () => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`handlerlens.${name}`, async () => {
      try {
        return await run();
      } catch (error) {
        await failed(error, log);
        return undefined;
      }
    });

  return [
    about("invoke", "Invoke Handler", async (target) => {
      const one = await withFunction(server, target);
      return one && (await invoker.invoke(one));
    }),
    about("invokeFresh", "Invoke in a Fresh Environment", async (target) => {
      const one = await withFunction(server, target);
      return one && (await invoker.invoke(one, undefined, { fresh: true }));
    }),
    about("invokeAs", "Invoke As", async (target) => {
      const one = await withFunction(server, target);
      const way = one && (await vscode.window.showQuickPick(WAYS, { title: `How to invoke ${nameOf(one)}` }));
      return way && (await invoker.invoke(one, undefined, { type: way.type }));
    }),
    about("debug", "Debug Handler", async (target) => {
      const one = await withFunction(server, target);
      return one && (await debug(one));
    }),
    about("pickEvent", "Pick Event", (target) => events.pick(target)),
    about("editEvent", "Edit Event", (target) => events.edit(target)),
    about("showResult", "Show Result", (target) => view.show(target.runId ?? invoker.lastRunOf(target))),
    about("openResult", "Open Result in an Editor", (target) => {
      const runId = target.runId ?? invoker.lastRunOf(target);
      return runId
        ? view.openResult(runId, nameOf(target))
        : vscode.window.showInformationMessage(`${nameOf(target)} has not run yet.`);
    }),
    vscode.commands.registerCommand("handlerlens.compareResult", async (given?: { runId?: string }) => {
      const runId = given?.runId ?? view.runOf(vscode.window.activeTextEditor?.document.uri);
      if (runId && (await view.compareResult(runId))) return;
      void vscode.window.showInformationMessage(
        "There is no expected result to compare with: an event file names one in its $handlerlens header.",
      );
    }),
    plain("invokeAgain", () =>
      invoker.last ? invoker.invoke(invoker.last) : vscode.commands.executeCommand("handlerlens.invoke"),
    ),
    plain("recentRuns", () => showRecentRuns(view, invoker)),
    vscode.commands.registerCommand("handlerlens.cancel", async (given?: unknown) => {
      const one = isTarget(given) ? (given.runId ?? invoker.runIdOf(given)) : undefined;
      await Promise.all((one ? [one] : invoker.runIds()).map((runId) => invoker.cancel(runId)));
    }),
    vscode.commands.registerCommand("handlerlens.goToHandler", async (given?: unknown) => {
      try {
        const target = isTarget(given) ? given : await pickHandler(server, "Go to Handler", undefined);
        if (target) await goToHandler(server, target);
      } catch (error) {
        await failed(error, log);
      }
    }),
    about("setVariables", "Set Environment Variables", (target) =>
      setVariables(target, target.variables ?? view.unsetIn(invoker.lastRunOf(target))),
    ),
    about("install", "Install What a Run Lacked", async (target) => {
      const lacking = view.lackingIn(target.runId ?? invoker.lastRunOf(target));
      if (lacking === undefined) {
        void vscode.window.showInformationMessage(
          `The last run of ${nameOf(target)} told of no package that can be installed.`,
        );
      } else if (await install(lacking)) {
        return invoker.invoke(lacking.run.target);
      }
      return undefined;
    }),
    about("goToTemplate", "Go to Handler's Template", (target) => goToTemplate(server, target)),
    plain("checkWorkspace", () => checkWorkspace(server)),
    plain("showLog", () => log.show()),
    plain("restart", () => server.restart()),
    plain("selectInterpreter", () => selectInterpreter(pythons)),
  ];
}

/** Debug a handler, with an event file where one is given. */
export async function debug(target: Target, event?: string): Promise<void> {
  if (!mayRun("Debug")) return;
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(target.uri));
  const configuration = configurationFor(target);
  await vscode.debug.startDebugging(folder, event === undefined ? configuration : { ...configuration, event });
}

/** Tell of an error of a command, with the way out. */
export async function failed(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  log.error(error instanceof Error ? error : String(error));
  const choice = await vscode.window.showErrorMessage(sentence(error), "Show Log", "Restart Server");
  if (choice === "Show Log") log.show();
  if (choice === "Restart Server") await vscode.commands.executeCommand("handlerlens.restart");
}
