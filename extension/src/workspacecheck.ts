// "Check Workspace": what Lambda would make of every handler and template, before any of them is opened; the findings go to Problems.
import * as vscode from "vscode";
import { WorkDoneProgress } from "vscode-languageclient";
import type { Server } from "./client";
import { CheckWorkspaceRequest, type CheckWorkspaceResult } from "./protocol";

let checks = 0;

export async function checkWorkspace(server: Server): Promise<void> {
  const { Notification: location } = vscode.ProgressLocation;
  const options = { location, title: "Handlerlens: checking the workspace", cancellable: true };
  const result = await vscode.window.withProgress(options, async (progress, cancelled) => {
    const workDoneToken = `handlerlens-check-${++checks}`;
    let done = 0;
    const reported = server.client?.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
      if (value.kind !== "report" || value.percentage === undefined) return;
      progress.report({ message: value.message, increment: value.percentage - done });
      done = value.percentage;
    });
    try {
      return await server.request(CheckWorkspaceRequest, { workDoneToken }, cancelled);
    } catch (error) {
      if (cancelled.isCancellationRequested) return undefined;
      throw error;
    } finally {
      reported?.dispose();
    }
  });
  if (!result) return;
  if (result.errors + result.warnings + result.others > 0) {
    await vscode.commands.executeCommand("workbench.actions.view.problems");
    vscode.window.setStatusBarMessage(`Handlerlens: ${summary(result)}`, 10_000);
  } else {
    void vscode.window.showInformationMessage(`Handlerlens: ${summary(result)}`);
  }
}

function summary({ files, errors, warnings, others }: CheckWorkspaceResult): string {
  if (files === 0) return "this workspace has no handlers and no templates of functions.";
  const found = [count(errors, "error"), count(warnings, "warning"), count(others, "hint")].filter(Boolean);
  return `${found.length ? found.join(", ") : "nothing wrong"} in ${count(files, "file")}.`;
}

function count(number: number, what: string): string {
  return number === 0 ? "" : `${number} ${what}${number === 1 ? "" : "s"}`;
}
