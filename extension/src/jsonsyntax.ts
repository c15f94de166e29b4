// Broken JSON is told once: VS Code's own JSON support, where it is at work, says it already.
import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";

/** The server's code for it. */
const SYNTAX = "json-syntax";

export const syntax: Middleware = {
  provideDiagnostics: async (document, previous, token, next) => {
    const report = await next(document, previous, token);
    if (!report || !("items" in report) || !toldByVsCode(document)) return report;
    return { ...report, items: report.items.filter((item) => item.code !== SYNTAX) };
  },
};

function toldByVsCode(document: vscode.TextDocument | vscode.Uri): boolean {
  return (
    "languageId" in document &&
    document.languageId === "json" &&
    vscode.extensions.getExtension("vscode.json-language-features") !== undefined &&
    vscode.workspace.getConfiguration("json", document).get("validate.enable", true)
  );
}
