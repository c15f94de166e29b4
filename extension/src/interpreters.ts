// "Select Interpreter": the Python extension's own picker where there is one, ours everywhere.
import * as vscode from "vscode";
import type { Pythons } from "./python";
import { pythonSetting } from "./settings";

type Item = vscode.QuickPickItem & { run: () => unknown };

export async function selectInterpreter(pythons: Pythons): Promise<void> {
  const items: Item[] = [];
  if (vscode.extensions.getExtension("ms-python.python")) {
    items.push({
      label: "$(python) Select with the Python Extension",
      description: "the workspace's selected environment is used",
      run: async () => {
        await remember(undefined);
        await vscode.commands.executeCommand("python.setInterpreter");
      },
    });
  } else if (pythonSetting(undefined)) {
    items.push({
      label: "$(discard) Automatic",
      description: "the folder's .venv, else the first Python on PATH",
      run: () => remember(undefined),
    });
  }
  for (const python of await pythons.candidates()) {
    items.push({
      label: `Python ${python.version.join(".")}`,
      description: python.path,
      detail: python.origin,
      run: () => remember(python.path),
    });
  }
  items.push({ label: "$(folder-opened) Browse…", run: browse });
  const title = "Python for Handlerlens (3.10 or newer)";
  await (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.run();
}

async function browse(): Promise<void> {
  const [file] =
    (await vscode.window.showOpenDialog({ title: "Python interpreter", openLabel: "Use This Python" })) ?? [];
  if (file) await remember(file.fsPath);
}

/** The choice is a setting of the workspace; without a trusted one, the user's. */
async function remember(python: string | undefined): Promise<void> {
  const inWorkspace = vscode.workspace.isTrusted && vscode.workspace.workspaceFolders !== undefined;
  const scope = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration("handlerlens").update("python", python, scope);
}
