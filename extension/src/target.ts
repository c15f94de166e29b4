// Which handler a command is about: the lens says it, or the cursor, or the user picks.
import * as path from "node:path";
import * as vscode from "vscode";
import type { Server } from "./client";
import { type HandlerItem, HandlersRequest } from "./protocol";

/** What lenses carry, and what every command takes. */
export interface Target {
  uri: string;
  function: string;
  logicalId: string | null;
  runId?: string;
  variables?: string[];
}

/** One text for one handler: the key of what is remembered about it. */
export function keyOf(target: Target): string {
  return [target.uri, target.function].join("#");
}

/** How the user calls a handler: `greeting.lambda_handler`. */
export function nameOf(target: Target): string {
  return `${path.posix.basename(vscode.Uri.parse(target.uri).path, ".py")}.${target.function}`;
}

export function isTarget(value: unknown): value is Target {
  return typeof value === "object" && value !== null && "uri" in value && "function" in value;
}

/** The handler at or above the cursor of the active editor; the only one of its file also from above it. */
export async function handlerAtCursor(server: Server): Promise<Target | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== "python") return undefined;
  const { handlers } = await server.request(HandlersRequest, { uri: editor.document.uri.toString() });
  const line = editor.selection.active.line;
  const above = handlers.filter((handler) => handler.line <= line).sort((a, b) => b.line - a.line)[0];
  return targetOf(above ?? (handlers.length === 1 ? handlers[0] : undefined));
}

/** Let the user pick one of the workspace's handlers; `last` comes first. */
export async function pickHandler(
  server: Server,
  title: string,
  last: Target | undefined,
): Promise<Target | undefined> {
  const { handlers } = await server.request(HandlersRequest, { uri: null });
  const open = vscode.window.activeTextEditor?.document.uri.toString();
  const rank = (item: HandlerItem): number =>
    last && keyOf(last) === keyOf({ ...item, logicalId: null }) ? 0 : item.uri === open ? 1 : 2;
  const items = [...handlers]
    .sort((a, b) => rank(a) - rank(b) || a.label.localeCompare(b.label))
    .map((item) => ({
      label: item.function,
      description: vscode.workspace.asRelativePath(vscode.Uri.parse(item.uri)),
      detail: item.declaredAs || undefined,
      target: { uri: item.uri, function: item.function, logicalId: null },
    }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage("No Lambda handler was found: open the Python file that defines one.");
    return undefined;
  }
  const placeHolder = "Type a function, a file or a source";
  return (
    await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true, matchOnDetail: true })
  )?.target;
}

function targetOf(item: HandlerItem | undefined): Target | undefined {
  return item && { uri: item.uri, function: item.function, logicalId: null };
}

const lastFunctions = new Map<string, string>();

/** The target with one of the functions that templates declare with its handler; the user chooses where there are several. */
export async function withFunction(server: Server, target: Target): Promise<Target | undefined> {
  if (target.logicalId) return target;
  const { handlers } = await server.request(HandlersRequest, { uri: target.uri });
  const functions = handlers.find((handler) => handler.function === target.function)?.functions ?? [];
  if (functions.length < 2) return target;
  const last = lastFunctions.get(keyOf(target));
  const items = functions
    .map(({ logicalId, template }) => ({
      label: logicalId,
      description: vscode.workspace.asRelativePath(vscode.Uri.parse(template)),
    }))
    .sort((a, b) => Number(b.label === last) - Number(a.label === last));
  const title = `Which function is ${nameOf(target)} now?`;
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: "Its settings are used for this run" });
  if (!chosen) return undefined;
  lastFunctions.set(keyOf(target), chosen.label);
  return { ...target, logicalId: chosen.label };
}
