// `File "…", line 12` of a Python traceback as a link to that line; also inside of JSON, where the quotes are escaped.
import * as path from "node:path";
import * as vscode from "vscode";

const FRAME = /File \\?"(?<file>[^"\\<>]+(?:\\\\?[^"\\<>]+)*)\\?",? [Ll]ine (?<line>\d+)/g;

export function traceLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
  const links: vscode.DocumentLink[] = [];
  for (const match of document.getText().matchAll(FRAME)) {
    const file = match.groups?.file?.replaceAll("\\\\", "\\") ?? "";
    if (!path.isAbsolute(file)) continue;
    const range = new vscode.Range(
      document.positionAt(match.index),
      document.positionAt(match.index + match[0].length),
    );
    const link = new vscode.DocumentLink(range, vscode.Uri.file(file).with({ fragment: `L${match.groups?.line}` }));
    link.tooltip = "Open the file at this line";
    links.push(link);
  }
  return links;
}
