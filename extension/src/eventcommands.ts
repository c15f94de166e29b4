// The commands about event files: run one, make one, compare one with its sample.
import * as path from "node:path";
import * as vscode from "vscode";
import { debug, failed, type Parts } from "./commands";
import { sampleUri } from "./documents";
import { EventFiles, type NewEvent } from "./eventfiles";
import { EventProblemError, type EventRuns, isEventFile, isOfEvent } from "./eventruns";
import { pretty } from "./jsontext";
import { DocumentRequest, type SampleItem, SamplesRequest } from "./protocol";
import { handlerAtCursor, nameOf, pickHandler, type Target, withFunction } from "./target";
import { mayRun } from "./trust";

export function registerEventCommands(parts: Parts, runs: EventRuns): vscode.Disposable[] {
  const { server, invoker, log } = parts;
  const files = new EventFiles(server);

  const command = (name: string, run: (given: unknown) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`handlerlens.${name}`, async (given?: unknown) => {
      try {
        return await run(given);
      } catch (error) {
        void failed(error, log);
        return undefined;
      }
    });
  /** A command about one event file: of the lens, of the explorer, else the one in the editor. */
  const about = (name: string, run: (uri: vscode.Uri) => unknown): vscode.Disposable =>
    command(name, (given) => {
      const uri = eventUri(given);
      if (uri) return withWayOut(uri, run);
      return vscode.window.showInformationMessage("Open an event file first: a JSON file in a folder named events.");
    });

  return [
    about("invokeEvent", async (uri) => {
      if (!mayRun("Invoke")) return undefined;
      const ready = await runs.prepare(uri);
      const target = ready && (await withFunction(server, ready.target));
      return target && (await invoker.invoke(target, ready.event));
    }),
    about("debugEvent", async (uri) => {
      if (!mayRun("Debug")) return undefined;
      const ready = await runs.prepare(uri);
      const target = ready && (await withFunction(server, ready.target));
      return target && (await debug(target, uri.fsPath));
    }),
    about("pickEventHandler", (uri) => runs.pick(uri)),
    about("compareWithSample", async (uri) => {
      const name = (await runs.sampleOf(uri)) ?? (await pickSample(parts, undefined))?.name;
      if (!name) return;
      const title = `sample ${name} ↔ ${path.posix.basename(uri.path)}`;
      await vscode.commands.executeCommand("vscode.diff", sampleUri(name), uri, title);
    }),
    command("newEvent", () => newFromSample(parts, files)),
    command("saveEvent", (given) => saveEvent(parts, files, given)),
  ];
}

async function withWayOut(uri: vscode.Uri, run: (uri: vscode.Uri) => unknown): Promise<unknown> {
  try {
    return await run(uri);
  } catch (error) {
    if (!(error instanceof EventProblemError)) throw error;
    void vscode.window.showErrorMessage(error.message, "Open the Event").then((choice) => {
      if (choice) void vscode.window.showTextDocument(uri);
    });
    return undefined;
  }
}

function eventUri(given: unknown): vscode.Uri | undefined {
  if (isOfEvent(given)) return vscode.Uri.parse(given.event);
  const uri = given instanceof vscode.Uri ? given : vscode.window.activeTextEditor?.document.uri;
  return uri && isEventFile(uri) ? uri : undefined;
}

/** A sample of a source as a new file of the project, opened. */
async function newFromSample(parts: Parts, files: EventFiles): Promise<void> {
  const target = await handlerAtCursor(parts.server);
  const sample = await pickSample(parts, target);
  if (!sample) return;
  const { text } = await parts.server.request(DocumentRequest, { path: `sample/${sample.name}.json` });
  await write(files, { name: sample.name, text, target }, "New Event from Sample");
}

async function pickSample({ server }: Parts, target: Target | undefined): Promise<SampleItem | undefined> {
  const asked = { uri: target?.uri ?? null, function: target?.function ?? null };
  const { samples } = await server.request(SamplesRequest, asked);
  const items = samples.map((sample) => ({
    label: sample.name,
    description: sample.title,
    detail: sample.source === sample.title ? undefined : sample.source,
    sample,
  }));
  const placeHolder = "Type a service or a kind of event";
  const options = { title: "Sample Event", placeHolder, matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.sample;
}

/** The JSON in the untitled editor, else the event that was sent last, as a file of the project. */
async function saveEvent(parts: Parts, files: EventFiles, given: unknown): Promise<void> {
  const { server, invoker, view } = parts;
  const document = vscode.window.activeTextEditor?.document;
  const title = "Save as Event";
  if (document?.uri.scheme === "untitled" && document.languageId === "json") {
    const target = await pickHandler(server, "Handler for this Event", invoker.last);
    if (target) await write(files, { name: "event", text: document.getText(), target }, title);
    return;
  }
  const shown = given instanceof vscode.Uri ? given : document?.uri;
  const at = shown?.scheme === "handlerlens-result" ? undefined : await handlerAtCursor(server);
  const sent = view.sent((at && invoker.lastRunOf(at)) ?? view.runOf(shown) ?? "");
  if (!sent) {
    void vscode.window.showInformationMessage(
      "Nothing was sent yet: invoke a handler, or write the event into an untitled JSON editor, then save it.",
    );
    return;
  }
  const expected = await wantsResult(sent.payload);
  if (expected === undefined) return;
  const name = sent.event.name === "from code" ? sent.target.function : sent.event.name;
  const text = pretty(sent.event.text);
  const made: NewEvent = { name, text, target: sent.target, ...(expected ? { expected } : {}) };
  await write(files, made, `${title} of ${nameOf(sent.target)}`);
}

/** Whether the result is kept as what is expected: its text, "" for no, undefined when the user left. */
async function wantsResult(payload: string | undefined): Promise<string | undefined> {
  if (!payload) return "";
  const plain = "Only the event";
  const both = "The event, and its result as expected";
  const detail = "A run with the file says whether the handler still returns the same";
  const items = [{ label: plain }, { label: both, detail }];
  const chosen = await vscode.window.showQuickPick(items, { title: "Save as Event" });
  return chosen && (chosen.label === both ? payload : "");
}

async function write(files: EventFiles, event: NewEvent, title: string): Promise<void> {
  const name = await vscode.window.showInputBox({
    title,
    prompt: "The file's name in the project's events folder",
    value: await files.free(event),
    validateInput: (value) => files.problem({ ...event, name: value }),
  });
  if (!name) return;
  const file = await files.create({ ...event, name });
  await vscode.window.showTextDocument(file.uri, { preview: false });
}
