// The way out for a package that a run went without: pip, in the handler's own Python.
import * as vscode from "vscode";
import type { Run } from "./runview";
import { nameOf } from "./target";
import { mayRun } from "./trust";

/** What a run went without, and the run itself. */
export interface Lacking {
  run: Run;
  /** What `pip install` is given. */
  packages: string[];
}

/** Offer to install it, in a terminal that the user sees; whether it is there now. */
export async function install({ run, packages }: Lacking): Promise<boolean> {
  if (!mayRun("Install")) return false;
  const what = vscode.workspace.asRelativePath(packages.at(-1) ?? "");
  const given = ["-m", "pip", "install", ...packages];
  const command = [run.python, ...given].join(" ");
  const ways = [
    { label: `$(cloud-download) Install ${what}`, detail: command, way: "install" },
    { label: "$(copy) Copy the Command", way: "copy" },
    { label: "$(symbol-misc) Select Another Python", way: "select" },
  ] as const;
  const choice = await vscode.window.showQuickPick(ways, {
    title: `${nameOf(run.target)} lacks a package`,
    placeHolder: "What to do about it",
  });
  if (choice?.way === "copy") await vscode.env.clipboard.writeText(command);
  else if (choice?.way === "select") await vscode.commands.executeCommand("handlerlens.selectInterpreter");
  if (choice?.way !== "install") return false;
  const pip = new vscode.ProcessExecution(run.python, given);
  const title = `Install ${what}`;
  const task = new vscode.Task({ type: "process" }, vscode.TaskScope.Workspace, title, "Handlerlens", pip, []);
  task.presentationOptions = { clear: true, focus: false, reveal: vscode.TaskRevealKind.Always };
  if ((await exitCode(task)) === 0) return true;
  void vscode.window.showErrorMessage(`pip could not install ${what}; its terminal says why.`);
  return false;
}

async function exitCode(task: vscode.Task): Promise<number | undefined> {
  const ended = new Promise<number | undefined>((resolve) => {
    const listener = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode: code }) => {
      if (execution.task.name !== task.name || execution.task.source !== task.source) return;
      listener.dispose();
      resolve(code);
    });
  });
  await vscode.tasks.executeTask(task);
  return ended;
}
