// Which event a handler runs with: the chosen one is remembered for each handler in the workspace, and the server is told.
import * as path from "node:path";
import * as vscode from "vscode";
import type { Server } from "./client";
import { EventFiles, textOf } from "./eventfiles";
import { pretty } from "./jsontext";
import type { Lenses } from "./lenses";
import { type EventChoice, EventChosenNotification, EventsRequest } from "./protocol";
import { keyOf, nameOf, type Target } from "./target";

/** What is remembered: the event made from the code, a sample, or a file of the project. */
interface Remembered {
  kind: "code" | "sample" | "file";
  name: string;
  uri: string | null;
}

/** An event ready to run: JSON text, and the file that it can be mended in. */
export interface ChosenEvent {
  name: string;
  text: string;
  uri: vscode.Uri | undefined;
}

/** The remembered event cannot be had; the sentence says which. */
export class EventGoneError extends Error {}

type Item = vscode.QuickPickItem & { event?: Remembered; text?: string; action?: "clipboard" | "edit" };

const EDIT: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("edit"), tooltip: "Edit" };
const EDIT_COPY: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("edit"), tooltip: "Edit a Copy" };
const DELETE: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("trash"), tooltip: "Delete" };

export class Events {
  readonly #files: EventFiles;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly server: Server,
    private readonly lenses: Lenses,
  ) {
    this.#files = new EventFiles(server);
    context.subscriptions.push(server.onReady(() => this.#tellAll()));
  }

  /** The name of the event that was chosen for a handler; undefined while it is the default. */
  nameFor(target: Target): string | undefined {
    return this.#remembered(target)?.name;
  }

  /** The event to run a handler with now. */
  async current(target: Target): Promise<ChosenEvent> {
    const wanted = this.#remembered(target);
    if (wanted?.uri && wanted.kind !== "code") {
      const uri = vscode.Uri.parse(wanted.uri);
      try {
        return { name: wanted.name, text: await textOf(uri), uri };
      } catch {
        throw new EventGoneError(`The event '${wanted.name}' of ${nameOf(target)} cannot be read: ${uri.fsPath}.`);
      }
    }
    const choices = await this.#choices(target);
    const found = choices.find((choice) => choice.kind === wanted?.kind && choice.name === wanted.name) ?? choices[0];
    return { name: found?.name ?? "empty", text: found?.text ?? "{}", uri: undefined };
  }

  /** Run a handler with an event file from now on. */
  async use(target: Target, uri: vscode.Uri): Promise<ChosenEvent> {
    const name = path.posix.basename(uri.path, ".json");
    await this.#remember(target, { kind: "file", name, uri: uri.toString() });
    return { name, text: await textOf(uri), uri };
  }

  /** An event by its name or its file, as launch.json has it. */
  async named(target: Target, name: string): Promise<ChosenEvent> {
    const choice = (await this.#choices(target)).find((known) => known.name === name);
    if (choice?.uri)
      return { name, text: await textOf(vscode.Uri.parse(choice.uri)), uri: vscode.Uri.parse(choice.uri) };
    if (choice) return { name, text: choice.text, uri: undefined };
    const home = vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(target.uri))?.uri;
    const uri = home && !path.isAbsolute(name) ? vscode.Uri.joinPath(home, name) : vscode.Uri.file(name);
    try {
      return { name, text: await textOf(uri), uri };
    } catch {
      throw new EventGoneError(`${nameOf(target)} has no event named '${name}', and there is no such file.`);
    }
  }

  /** Let the user pick, write or paste an event; the choice is remembered. */
  async pick(target: Target): Promise<void> {
    const picker = vscode.window.createQuickPick<Item>();
    picker.title = `Event for ${nameOf(target)}`;
    picker.placeholder = "Pick the event to run with";
    picker.matchOnDescription = true;
    picker.busy = true;
    picker.show();
    picker.onDidTriggerItemButton(async ({ item, button }) => {
      if (button === DELETE && item.event?.uri) {
        picker.hide();
        await this.#delete(target, item.event);
      } else {
        picker.hide();
        await this.#edit(target, item.event, item.text);
      }
    });
    picker.onDidAccept(async () => {
      const item = picker.selectedItems[0];
      picker.hide();
      if (item?.action === "clipboard") await this.#fromClipboard(target);
      else if (item?.action === "edit") await this.edit(target);
      else if (item?.event) await this.#remember(target, item.event);
    });
    picker.onDidHide(() => picker.dispose());
    picker.items = await this.#items(target);
    const current = this.#remembered(target);
    const active = picker.items.find((item) => item.event && current && same(item.event, current));
    if (active) picker.activeItems = [active];
    picker.busy = false;
  }

  /** Open the handler's event in an editor; the default and samples are copied into a file of the user's first. */
  async edit(target: Target): Promise<void> {
    const wanted = this.#remembered(target);
    if (wanted?.uri) return this.#edit(target, wanted, undefined);
    const event = await this.current(target);
    return this.#edit(target, { kind: "code", name: event.name, uri: null }, event.text);
  }

  async #edit(target: Target, event: Remembered | undefined, text: string | undefined): Promise<void> {
    let uri = event?.uri ? vscode.Uri.parse(event.uri) : undefined;
    if (!uri) {
      const wish = event?.kind === "sample" ? event.name : "custom";
      const made = { name: wish, text: text ?? "{}", target };
      const file = await this.#files.create({ ...made, name: await this.#files.free(made) });
      uri = file.uri;
      event = { kind: "file", name: file.name, uri: uri.toString() };
    }
    if (event) await this.#remember(target, event);
    await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preview: false });
  }

  async #delete(target: Target, event: Remembered): Promise<void> {
    const detail = "It goes to the trash where the system has one.";
    const choice = await vscode.window.showWarningMessage(
      `Delete the event '${event.name}' of ${nameOf(target)}?`,
      { modal: true, detail },
      "Delete",
    );
    if (choice !== "Delete" || !event.uri) return;
    const uri = vscode.Uri.parse(event.uri);
    await vscode.workspace.fs.delete(uri, { useTrash: true }).then(undefined, () => vscode.workspace.fs.delete(uri));
    const current = this.#remembered(target);
    if (current && same(event, current)) await this.#remember(target, undefined);
  }

  async #fromClipboard(target: Target): Promise<void> {
    const text = (await vscode.env.clipboard.readText()).trim();
    if (!text) {
      void vscode.window.showInformationMessage(
        "The clipboard holds no text: copy the event's JSON, then pick this again.",
      );
      return;
    }
    await this.#edit(target, { kind: "sample", name: "pasted", uri: null }, pretty(text));
  }

  async #items(target: Target): Promise<Item[]> {
    const choices = await this.#choices(target);
    const items: Item[] = [];
    const section = (label: string, more: Item[]): void => {
      if (more.length) items.push({ label, kind: vscode.QuickPickItemKind.Separator }, ...more);
    };
    const own = (choice: EventChoice): boolean => choice.kind === "file" && choice.own;
    section(
      "For this handler",
      choices.filter(own).map((choice) => ({ ...itemOf(choice), buttons: [EDIT, DELETE] })),
    );
    const offered = (kind: Remembered["kind"]): Item[] =>
      choices.filter((choice) => choice.kind === kind && !own(choice)).map(itemOf);
    section("Suggested", choices[0]?.kind === "sample" ? [itemOf(choices[0])] : []);
    section("From the code", offered("code"));
    section("In the project", offered("file"));
    section("New", [
      { label: "$(edit) Edit the Event", description: "in an editor, as a file of its own", action: "edit" },
      { label: "$(clippy) New from Clipboard", action: "clipboard" },
    ]);
    section(
      "Samples",
      offered("sample").filter((item) => item.label !== choices[0]?.name),
    );
    return items;
  }

  async #choices(target: Target): Promise<EventChoice[]> {
    return (await this.server.request(EventsRequest, { uri: target.uri, function: target.function })).choices;
  }

  #remembered(target: Target): Remembered | undefined {
    return this.context.workspaceState.get<Remembered>(`event:${keyOf(target)}`);
  }

  async #remember(target: Target, event: Remembered | undefined): Promise<void> {
    await this.context.workspaceState.update(`event:${keyOf(target)}`, event?.kind === "code" ? undefined : event);
    this.#tell(target.uri, target.function, event?.kind === "code" ? undefined : event);
    this.lenses.refresh();
  }

  #tell(uri: string, name: string, event: Remembered | undefined): void {
    this.server.notify(EventChosenNotification, {
      uri,
      function: name,
      name: event?.uri ? null : (event?.name ?? null),
      eventUri: event?.uri ?? null,
    });
  }

  /** A server that has started knows nothing of what was chosen before. */
  #tellAll(): void {
    for (const key of this.context.workspaceState.keys()) {
      const [, uri, name] = /^event:(.*)#(.*)$/.exec(key) ?? [];
      if (uri && name) this.#tell(uri, name, this.context.workspaceState.get<Remembered>(key));
    }
  }
}

function itemOf(choice: EventChoice): Item {
  const kind = choice.kind as Remembered["kind"];
  return {
    label: choice.name,
    description: choice.detail,
    event: { kind, name: choice.name, uri: choice.uri },
    text: choice.text,
    buttons: [kind === "file" ? EDIT : EDIT_COPY],
  };
}

function same(a: Remembered, b: Remembered): boolean {
  return a.kind === b.kind && a.name === b.name && a.uri === b.uri;
}
