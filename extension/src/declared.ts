// Whether the file that is worked on holds handlers that templates declare: a context key for what menus offer there.
import * as vscode from "vscode";
import type { Server } from "./client";
import { HandlersRequest } from "./protocol";

export class Declared implements vscode.Disposable {
  readonly #known = new Set<string>();
  readonly #listening: vscode.Disposable;
  #told = false;

  constructor(private readonly server: Server) {
    this.#listening = vscode.window.onDidChangeActiveTextEditor((editor) => this.look(editor?.document));
  }

  /** Ask again of the file that is worked on; called whenever its lenses are made anew. Others are left alone. */
  async look(document: vscode.TextDocument | undefined): Promise<void> {
    const current = (): boolean => document === vscode.window.activeTextEditor?.document;
    if (!current()) return;
    const uri = document?.languageId === "python" ? document.uri.toString() : "";
    this.#tell(this.#known.has(uri));
    if (!uri) return;
    const answer = await this.server.request(HandlersRequest, { uri }).catch(() => undefined);
    if (answer?.handlers.some((handler) => handler.functions.length > 0)) this.#known.add(uri);
    else if (answer) this.#known.delete(uri);
    if (current()) this.#tell(this.#known.has(uri));
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #tell(declared: boolean): void {
    if (declared === this.#told) return;
    this.#told = declared;
    void vscode.commands.executeCommand("setContext", "handlerlens.declared", declared);
  }
}
