// Inlay hints: the server is asked only where the user wants them.
import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";
import { SECTION } from "./settings";

export const hints: Middleware = {
  provideInlayHints: (document, range, token, next) => {
    const wanted = vscode.workspace.getConfiguration(SECTION).get("inlayHints.enabled", false);
    return wanted && document.languageId === "python" ? next(document, range, token) : [];
  },
};
