// Documents that the server makes and nobody saves: samples to compare with, the JSON schemas of event files.
import * as vscode from "vscode";
import type { Server } from "./client";
import { DocumentRequest } from "./protocol";

const SCHEME = "handlerlens-document";

export function registerDocuments(server: Server): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: async (uri) => {
      const path = `${uri.authority}${uri.path}`.replace(/^\//, "");
      return (await server.request(DocumentRequest, { path })).text;
    },
  });
}

/** A sample of the catalogue. */
export function sampleUri(name: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/sample/${name}.json` });
}
