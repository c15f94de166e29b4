// "Recent Runs": every run of this window with its event and its end; one is shown again, or run again with what it got.
import * as vscode from "vscode";
import type { Invoker } from "./invoke";
import type { Recent, RunView } from "./runview";
import { nameOf } from "./target";

type Item = vscode.QuickPickItem & { recent: Recent };

const AGAIN: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon("debug-restart"),
  tooltip: "Invoke Again with the Same Event",
};
const CANCEL: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("debug-stop"), tooltip: "Cancel Run" };

export function showRecentRuns(view: RunView, invoker: Invoker): void {
  const items = view.recent().map(itemOf);
  if (items.length === 0) {
    void vscode.window.showInformationMessage("Nothing has run in this window yet: invoke a handler first.");
    return;
  }
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = "Recent Runs";
  picker.placeholder = "Pick a run to show it; its button invokes the handler again with the same event";
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.items = items;
  picker.onDidAccept(() => {
    const run = picker.selectedItems[0]?.recent.run;
    picker.hide();
    view.show(run?.id);
  });
  picker.onDidTriggerItemButton(async ({ item, button }) => {
    const { run } = item.recent;
    picker.hide();
    if (button === CANCEL) await invoker.cancel(run.id);
    else await invoker.invoke(run.target, run.event);
  });
  picker.onDidHide(() => picker.dispose());
  picker.show();
}

function itemOf(recent: Recent): Item {
  const { run, begun, end } = recent;
  return {
    label: nameOf(run.target),
    description: `${run.event.name} · ${begun.toLocaleTimeString()}`,
    detail: end ?? "$(loading~spin) runs",
    buttons: [end === undefined ? CANCEL : AGAIN],
    recent,
  };
}
