// Events that the user keeps: one JSON file each, in `.handlerlens/events/<module>.<function>/` of the workspace folder.
import * as path from "node:path";
import * as vscode from "vscode";
import type { Target } from "./target";

export interface EventFile {
  name: string;
  uri: vscode.Uri;
}

export class EventFiles {
  constructor(private readonly context: vscode.ExtensionContext) {}

  /** The kept events of a handler, by name. */
  async list(target: Target): Promise<EventFile[]> {
    const folder = this.folder(target);
    const entries = await vscode.workspace.fs.readDirectory(folder).then(
      (found) => found,
      () => [],
    );
    return entries
      .filter(([name, type]) => name.endsWith(".json") && type !== vscode.FileType.Directory)
      .map(([name]) => ({ name: path.posix.basename(name, ".json"), uri: vscode.Uri.joinPath(folder, name) }))
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Write a new event under a name that is free; an existing file is never replaced. */
  async create(target: Target, wish: string, text: string): Promise<EventFile> {
    const taken = new Set((await this.list(target)).map((event) => event.name.toLowerCase()));
    const stem = wish.replace(/[^\p{L}\p{N} ._-]+/gu, "-").replace(/^[ .-]+|[ .-]+$/g, "") || "event";
    let name = stem;
    for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${stem} ${number}`;
    const uri = vscode.Uri.joinPath(this.folder(target), `${name}.json`);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text.endsWith("\n") ? text : `${text}\n`, "utf8"));
    return { name, uri };
  }

  /** Where a handler's events are kept; a file outside of every folder has them in the extension's own storage. */
  folder(target: Target): vscode.Uri {
    const file = vscode.Uri.parse(target.uri);
    const home = vscode.workspace.getWorkspaceFolder(file);
    const relative = home ? path.posix.relative(home.uri.path, file.path) : file.path.replace(/^\/|:/g, "");
    const root = home ? vscode.Uri.joinPath(home.uri, ".handlerlens") : this.context.globalStorageUri;
    return vscode.Uri.joinPath(root, "events", `${relative.replace(/\.py$/, "")}.${target.function}`);
  }
}

/** An event's text as the user sees it: unsaved changes count. */
export async function textOf(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open?.isDirty) return open.getText();
  return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString("utf8");
}
