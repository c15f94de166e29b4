// The way out for a variable that a run went without: its line in the file of environment variables, ready for its value.
import * as path from "node:path";
import * as vscode from "vscode";
import { environmentFile } from "./settings";
import type { Target } from "./target";

/**
 * Open the file of environment variables that a handler runs with, made where there is none, with a line for each of these that it
 * lacks; the cursor stands at the first value, Tab goes on to the next.
 */
export async function setVariables(target: Target, names: string[]): Promise<void> {
  const scope = vscode.Uri.parse(target.uri);
  const file = environmentFile(scope);
  if (file === undefined || !path.isAbsolute(file)) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "handlerlens.invoke.env");
    return;
  }
  const uri = vscode.Uri.file(file);
  const made = new vscode.WorkspaceEdit();
  made.createFile(uri, { ignoreIfExists: true });
  await vscode.workspace.applyEdit(made);
  const editor = await vscode.window.showTextDocument(uri);
  const known = new Map(variablesOf(editor.document));
  const missing = names.filter((name) => !known.has(name));
  if (missing.length > 0) {
    const lines = missing.map((name, index) => `${name}=$${index + 1}\n`).join("");
    const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
    await editor.insertSnippet(new vscode.SnippetString(end.character > 0 ? `\n${lines}` : lines), end);
    return;
  }
  const line = names.map((name) => known.get(name)).find((found) => found !== undefined);
  if (line === undefined) return;
  const value = editor.document.lineAt(line).range.end;
  editor.selection = new vscode.Selection(value, value);
  editor.revealRange(new vscode.Range(value, value));
}

/** Each variable that a file has a line for, and that line. */
function* variablesOf(document: vscode.TextDocument): Generator<[string, number]> {
  for (let line = 0; line < document.lineCount; line++) {
    const name = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/.exec(document.lineAt(line).text)?.[1];
    if (name) yield [name, line];
  }
}
