// The settings that the client itself reads; the server asks for the others.
import * as os from "node:os";
import * as vscode from "vscode";

export const SECTION = "handlerlens";

/** The interpreter that the user set (`handlerlens.python`), with its variables replaced; undefined when empty. */
export function pythonSetting(scope: vscode.Uri | undefined): string | undefined {
  const raw = vscode.workspace.getConfiguration(SECTION, scope).get<string>("python", "").trim();
  if (!raw) return undefined;
  const folder = scope ? vscode.workspace.getWorkspaceFolder(scope) : vscode.workspace.workspaceFolders?.[0];
  return raw
    .replace(/^~(?=$|[/\\])/, os.homedir())
    .replaceAll("${userHome}", os.homedir())
    .replaceAll("${workspaceFolder}", folder?.uri.fsPath ?? "")
    .replace(/\$\{env:(\w+)\}/g, (_, name: string) => process.env[name] ?? "");
}
