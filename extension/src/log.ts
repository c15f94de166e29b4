// The one log channel: ours, the client's, and what the server writes to stderr.
import * as vscode from "vscode";

export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel("Handlerlens Log", { log: true });
}

/** The sentence of an error, without its stack. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
