// From anywhere to a handler, and from a handler to the template that declares it.
import * as vscode from "vscode";
import type { Server } from "./client";
import { type FunctionItem, HandlersRequest } from "./protocol";
import { nameOf, type Target } from "./target";

export async function goToHandler(server: Server, target: Target): Promise<void> {
  const { handlers } = await server.request(HandlersRequest, { uri: target.uri });
  const found = handlers.find((handler) => handler.function === target.function);
  await show(target.uri, found?.line ?? 0, found?.character ?? 0);
}

/** Open the template of a handler at its function; the user chooses where several functions have this handler. */
export async function goToTemplate(server: Server, target: Target): Promise<void> {
  const { handlers } = await server.request(HandlersRequest, { uri: target.uri });
  const functions = handlers.find((handler) => handler.function === target.function)?.functions ?? [];
  const asked = functions.filter((item) => item.logicalId === target.logicalId);
  const found = await oneOf(asked.length > 0 ? asked : functions, nameOf(target));
  if (found) await show(found.template, found.line, found.character);
}

async function oneOf(functions: FunctionItem[], name: string): Promise<FunctionItem | undefined> {
  if (functions.length === 0) {
    void vscode.window.showInformationMessage(
      `No template of this workspace names ${name} as a handler. It runs here all the same.`,
    );
    return undefined;
  }
  if (functions.length === 1) return functions[0];
  const items = functions.map((item) => ({
    label: item.logicalId,
    description: `${vscode.workspace.asRelativePath(vscode.Uri.parse(item.template))}:${item.line + 1}`,
    item,
  }));
  const title = `Functions of ${name}`;
  const options = { title, placeHolder: "Type a function or a template", matchOnDescription: true };
  return (await vscode.window.showQuickPick(items, options))?.item;
}

async function show(uri: string, line: number, character: number): Promise<void> {
  const at = new vscode.Position(line, character);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection: new vscode.Range(at, at) });
}
