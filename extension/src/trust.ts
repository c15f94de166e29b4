// Workspace trust: without it nothing of the workspace is run.
import * as vscode from "vscode";

/** Whether code of this workspace may run; tells the user why not, and the way out. */
export function mayRun(what: string): boolean {
  if (vscode.workspace.isTrusted) return true;
  const manage = "Manage Workspace Trust";
  void vscode.window
    .showWarningMessage(
      `${what} is off: this workspace is not trusted, and a handler is code of the workspace.`,
      manage,
    )
    .then((choice) => {
      if (choice === manage) void vscode.commands.executeCommand("workbench.trust.manage");
    });
  return false;
}
