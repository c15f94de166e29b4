// Running from an event file: which handler it goes to, then the same way as every run.
import * as vscode from "vscode";
import type { Server } from "./client";
import type { ChosenEvent, Events } from "./events";
import type { Lenses } from "./lenses";
import { EventFileRequest, type EventFileResult, type EventTarget } from "./protocol";
import { keyOf, type Target } from "./target";

/** What the lenses of an event file carry. */
export interface OfEvent {
  event: string;
  runId?: string;
  /** Whether the file does not name its handler. */
  open?: string;
}

export function isOfEvent(value: unknown): value is OfEvent {
  return typeof value === "object" && value !== null && "event" in value && typeof value.event === "string";
}

/** Whether a file is an event by its place: the folder in which the project keeps them. */
export function isEventFile(uri: vscode.Uri): boolean {
  return uri.scheme === "file" && /\/events\/[^/]+\.json$/.test(uri.path) && !uri.path.endsWith(".handlerlens.json");
}

/** An event file cannot be used; the sentence says why and where. */
export class EventProblemError extends Error {}

export class EventRuns {
  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly server: Server,
    private readonly events: Events,
    private readonly lenses: Lenses,
  ) {}

  /** The handler that was picked for an event file, as the lens names it. */
  handlerOf(event: string): Target | undefined {
    return this.context.workspaceState.get<Target>(`handlerOf:${event}`);
  }

  /** The handler for an event file and the event as it would be sent; undefined when the user picked none. Throws a sentence. */
  async prepare(uri: vscode.Uri): Promise<{ target: Target; event: ChosenEvent } | undefined> {
    const known = await this.#ask(uri);
    const target = this.#decided(uri, known) ?? (await this.#pick(uri, known));
    return target && { target, event: await this.events.use(target, uri) };
  }

  /** Let the user pick the handler for an event file; it is remembered. */
  async pick(uri: vscode.Uri): Promise<void> {
    const known = await this.#ask(uri);
    if (!known.named) {
      await this.#pick(uri, known);
      return;
    }
    const open = "Open the File";
    const message = `${known.name} names its handler itself, in its $handlerlens header.`;
    if ((await vscode.window.showInformationMessage(message, open)) === open) await vscode.window.showTextDocument(uri);
  }

  /** The sample that an event file looks like; undefined for an event of the user's own. */
  async sampleOf(uri: vscode.Uri): Promise<string | undefined> {
    return (await this.#ask(uri)).sample ?? undefined;
  }

  async #ask(uri: vscode.Uri): Promise<EventFileResult> {
    const known = await this.server.request(EventFileRequest, { uri: uri.toString() });
    if (known.problem !== null) throw new EventProblemError(known.problem);
    return known;
  }

  #decided(uri: vscode.Uri, known: EventFileResult): Target | undefined {
    const remembered = this.handlerOf(uri.toString());
    const same = (target: EventTarget): boolean => !!remembered && keyOf(targetOf(target)) === keyOf(remembered);
    const found = known.named
      ? known.targets[0]
      : (known.targets.find(same) ?? (known.decided ? known.targets[0] : undefined));
    return found && targetOf(found);
  }

  async #pick(uri: vscode.Uri, known: EventFileResult): Promise<Target | undefined> {
    if (known.targets.length === 0) {
      throw new Error("No Lambda handler was found in the workspace to send this event to.");
    }
    const items = known.targets.map((target) => ({
      label: target.label,
      description: target.why ? `suits the event: ${target.why}` : "",
      detail: vscode.workspace.asRelativePath(vscode.Uri.parse(target.uri)),
      target: targetOf(target),
    }));
    const title = `Handler for ${known.name}`;
    const placeHolder = "The handler that this event is sent to; it is remembered";
    const chosen = await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDetail: true });
    if (!chosen) return undefined;
    await this.context.workspaceState.update(`handlerOf:${uri.toString()}`, chosen.target);
    this.lenses.refresh();
    return chosen.target;
  }
}

function targetOf(target: EventTarget): Target {
  return { uri: target.uri, function: target.function, logicalId: null };
}
