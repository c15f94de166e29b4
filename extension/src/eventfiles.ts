// Event files: one JSON file each, where the project keeps its events (`events/`); the server says where and what is written.
import * as vscode from "vscode";
import type { Server } from "./client";
import { NewEventRequest, type NewEventResult } from "./protocol";
import type { Target } from "./target";

export interface EventFile {
  name: string;
  uri: vscode.Uri;
}

/** What a new event file is made of; `expected` is the JSON text of the result that a run should give. */
export interface NewEvent {
  name: string;
  text: string;
  target: Target | undefined;
  expected?: string;
}

/** The wish as a file name. */
export function fileName(wish: string): string {
  return wish.replace(/[^\p{L}\p{N} ._-]+/gu, "-").replace(/^[ .-]+|[ .-]+$/g, "") || "event";
}

export class EventFiles {
  constructor(private readonly server: Server) {}

  /** Why an event cannot have a name; undefined where it can. */
  async problem(event: NewEvent): Promise<string | undefined> {
    return (await this.#ask(event)).problem ?? undefined;
  }

  /** A name that is free, from a wish. */
  async free(event: NewEvent): Promise<string> {
    const stem = fileName(event.name);
    let name = stem;
    for (let number = 2; number < 100 && (await this.problem({ ...event, name })); number++) name = `${stem}-${number}`;
    return name;
  }

  /** Write a new event; an existing file is never replaced. Throws a sentence. */
  async create(event: NewEvent): Promise<EventFile> {
    const { files, problem } = await this.#ask(event);
    if (problem !== null) throw new Error(problem);
    const edit = new vscode.WorkspaceEdit();
    for (const file of files) {
      edit.createFile(vscode.Uri.parse(file.uri), { overwrite: false, contents: Buffer.from(file.text, "utf8") });
    }
    if (!(await vscode.workspace.applyEdit(edit))) throw new Error(`The event '${event.name}' could not be written.`);
    return { name: event.name, uri: vscode.Uri.parse(files[0]?.uri ?? "") };
  }

  #ask({ name, text, target, expected }: NewEvent): Promise<NewEventResult> {
    const active = vscode.window.activeTextEditor?.document.uri;
    const folder =
      (active && vscode.workspace.getWorkspaceFolder(active)?.uri) ?? vscode.workspace.workspaceFolders?.[0]?.uri;
    return this.server.request(NewEventRequest, {
      name,
      text,
      uri: target?.uri ?? null,
      function: target?.function ?? null,
      folder: folder?.toString() ?? null,
      expected: expected ?? null,
    });
  }
}

/** An event's text as the user sees it: unsaved changes count. */
export async function textOf(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open?.isDirty) return open.getText();
  return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString("utf8");
}
