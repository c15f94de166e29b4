// The entry in the language status of Python files: which Python serves, and whether the server is well.
import * as vscode from "vscode";

export class StatusItem implements vscode.Disposable {
  readonly #item = vscode.languages.createLanguageStatusItem("handlerlens", { language: "python" });

  constructor() {
    this.#item.name = "Handlerlens";
    this.starting();
  }

  starting(): void {
    this.#show("Handlerlens: starting", "", vscode.LanguageStatusSeverity.Information, true);
    this.#item.command = { command: "handlerlens.showLog", title: "Show Log" };
  }

  running(version: string, python: string): void {
    this.#show(`Handlerlens: Python ${version}`, python, vscode.LanguageStatusSeverity.Information);
    this.#item.command = { command: "handlerlens.selectInterpreter", title: "Select Interpreter" };
  }

  failed(reason: string): void {
    this.#show("Handlerlens: not running", reason, vscode.LanguageStatusSeverity.Error);
    this.#item.command = { command: "handlerlens.restart", title: "Restart Server" };
  }

  #show(text: string, detail: string, severity: vscode.LanguageStatusSeverity, busy = false): void {
    this.#item.text = text;
    this.#item.detail = detail;
    this.#item.severity = severity;
    this.#item.busy = busy;
  }

  dispose(): void {
    this.#item.dispose();
  }
}
