// The rules' documentation: the code of a finding is a link to it.
import * as vscode from "vscode";
import type { Server } from "./client";
import { RuleRequest } from "./protocol";

const SCHEME = "handlerlens-rule";

export function registerRules(server: Server): vscode.Disposable[] {
  return [
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: async (uri) => {
        const code = uri.path.replace(/^\/|\.md$/g, "");
        return (await server.request(RuleRequest, { code })).markdown;
      },
    }),
    vscode.commands.registerCommand("handlerlens.showRule", async (code: unknown) => {
      if (typeof code !== "string" || !/^HL\d{3}$/.test(code)) return;
      const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${code}.md` });
      await vscode.commands.executeCommand("markdown.showPreview", uri);
    }),
  ];
}
