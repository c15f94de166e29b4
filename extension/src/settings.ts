// The settings that the client itself reads; the server asks for the others.
import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";

export const SECTION = "handlerlens";

/** The interpreter that the user set (`handlerlens.python`), with its variables replaced; undefined when empty. */
export function pythonSetting(scope: vscode.Uri | undefined): string | undefined {
  const raw = vscode.workspace.getConfiguration(SECTION, scope).get<string>("python", "").trim();
  return raw
    ? replaced(raw, scope).replace(/\$\{env:(\w+)\}/g, (_, name: string) => process.env[name] ?? "")
    : undefined;
}

/** The file of environment variables (`handlerlens.invoke.envFile`); undefined when empty. */
export function environmentFile(scope: vscode.Uri): string | undefined {
  const raw = vscode.workspace.getConfiguration(SECTION, scope).get<string>("invoke.envFile", "").trim();
  const file = raw ? replaced(raw, scope) : undefined;
  const folder = vscode.workspace.getWorkspaceFolder(scope)?.uri.fsPath;
  return file && folder && !path.isAbsolute(file) ? path.join(folder, file) : file;
}

function replaced(raw: string, scope: vscode.Uri | undefined): string {
  const folder = scope ? vscode.workspace.getWorkspaceFolder(scope) : vscode.workspace.workspaceFolders?.[0];
  return raw
    .replace(/^~(?=$|[/\\])/, os.homedir())
    .replaceAll("${userHome}", os.homedir())
    .replaceAll("${workspaceFolder}", folder?.uri.fsPath ?? "");
}
