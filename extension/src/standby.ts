// Interpreters stand by for the handlers that are open, so that the first click finds one; none in an untrusted workspace.
import * as vscode from "vscode";
import type { Server } from "./client";
import { sentence } from "./log";
import { PrepareRequest } from "./protocol";
import type { Pythons } from "./python";

const PATIENCE = 500;

export function registerStandby(server: Server, pythons: Pythons, log: vscode.LogOutputChannel): vscode.Disposable[] {
  let timer: NodeJS.Timeout | undefined;

  const prepare = async (): Promise<void> => {
    const document = vscode.window.activeTextEditor?.document;
    if (!vscode.workspace.isTrusted || document?.languageId !== "python" || document.uri.scheme !== "file") return;
    try {
      const { path } = await pythons.forHandler(document.uri);
      await server.request(PrepareRequest, { uri: document.uri.toString(), python: path });
    } catch (error) {
      log.debug(`No interpreter stands by: ${sentence(error)}`); // a run will tell it
    }
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void prepare(), PATIENCE);
  };

  return [
    vscode.window.onDidChangeActiveTextEditor(soon),
    vscode.workspace.onDidGrantWorkspaceTrust(soon),
    server.onReady(soon),
    pythons.onDidChange(soon),
    new vscode.Disposable(() => clearTimeout(timer)),
  ];
}
