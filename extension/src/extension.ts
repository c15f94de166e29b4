// Builds the parts and registers them; every decision is in a part.
import type * as vscode from "vscode";
import { Server } from "./client";
import { registerCommands } from "./commands";
import { registerDebugger } from "./debug";
import { Declared } from "./declared";
import { registerDocuments } from "./documents";
import { registerEventCommands } from "./eventcommands";
import { EventRuns } from "./eventruns";
import { Events } from "./events";
import { hints } from "./inlayhints";
import { Invoker } from "./invoke";
import { syntax } from "./jsonsyntax";
import { Lenses } from "./lenses";
import { createLog } from "./log";
import { Pythons } from "./python";
import { registerRules } from "./rules";
import { RunView } from "./runview";
import { registerStandby } from "./standby";
import { StatusItem } from "./status";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = createLog();
  const pythons = new Pythons(log);
  const lenses = new Lenses();
  const status = new StatusItem();
  server = new Server(context, log, pythons, { ...lenses.middleware, ...hints, ...syntax }, status);
  lenses.server = server;
  const events = new Events(context, server, lenses);
  lenses.events = events;
  const runs = new EventRuns(context, server, events, lenses);
  lenses.runs = runs;
  const declared = new Declared(server);
  lenses.declared = declared;
  const view = new RunView();
  const invoker = new Invoker(server, pythons, events, view, log);
  context.subscriptions.push(log, pythons, status, server, declared, view, invoker);
  const parts = { server, pythons, events, invoker, view, log };
  context.subscriptions.push(
    ...registerCommands(parts),
    ...registerEventCommands(parts, runs),
    registerDocuments(server),
  );
  context.subscriptions.push(...registerDebugger({ server, pythons, events, invoker, view }));
  context.subscriptions.push(...registerRules(server), ...registerStandby(server, pythons, log));
  await server.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
