// The code lenses: the server makes them, the client knows which event the user chose.
import * as vscode from "vscode";
import { CodeLensRequest, type Middleware } from "vscode-languageclient/node";
import type { Server } from "./client";
import type { Declared } from "./declared";
import { type EventRuns, isOfEvent } from "./eventruns";
import type { Events } from "./events";
import { isTarget, nameOf } from "./target";

export class Lenses {
  server: Server | undefined;
  events: Events | undefined;
  runs: EventRuns | undefined;
  declared: Declared | undefined;

  readonly middleware: Middleware = {
    provideCodeLenses: async (document, token, next) => {
      const lenses = await next(document, token);
      void this.declared?.look(document);
      return lenses?.map((lens) => this.#named(lens));
    },
  };

  /** Ask for the lenses of every visible file again. */
  refresh(): void {
    const feature = this.server?.client?.getFeature(CodeLensRequest.method);
    for (const editor of vscode.window.visibleTextEditors) {
      feature?.getProvider(editor.document)?.onDidChangeCodeLensEmitter.fire();
    }
  }

  #named(lens: vscode.CodeLens): vscode.CodeLens {
    const target: unknown = lens.command?.arguments?.[0];
    if (lens.command?.command === "handlerlens.pickEventHandler" && isOfEvent(target)) {
      const handler = this.runs?.handlerOf(target.event);
      if (handler && target.open) lens.command.title = `Handler: ${nameOf(handler)}`;
      lens.command.tooltip = "The handler that this event is sent to";
      return lens;
    }
    if (lens.command?.command !== "handlerlens.pickEvent" || !isTarget(target)) return lens;
    const name = this.events?.nameFor(target);
    if (name !== undefined) lens.command.title = `Event: ${name}`;
    lens.command.tooltip = "Pick or edit the event that this handler runs with";
    return lens;
  }
}
