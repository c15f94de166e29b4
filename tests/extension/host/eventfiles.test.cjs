// Event files: run from within, compared, checked by their schema, made and saved.
const assert = require("node:assert/strict");
const vscode = require("vscode");
const { eventually, open, titles, titled, click, page, runView, notification, uriOf } = require("./tools.cjs");

const HEADER = { handler: "greeting.py::lambda_handler" };
const ADA = { first_name: "Ada", last_name: "Lovelace" };

async function write(name, value) {
  const text = typeof value === "string" ? value : `${JSON.stringify(value, null, 2)}\n`;
  await vscode.workspace.fs.writeFile(uriOf(name), Buffer.from(text));
  return name;
}

const read = async (name) => JSON.parse(Buffer.from(await vscode.workspace.fs.readFile(uriOf(name))).toString());
const diffs = () =>
  vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter((tab) => tab.input instanceof vscode.TabInputTextDiff)
    .map((tab) => tab.label);
const problems = (name, source) => vscode.languages.getDiagnostics(uriOf(name)).filter((one) => one.source === source);

describe("event files", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("run the handler that their header names, without the header", async () => {
    const name = await write("events/ada.json", { $handlerlens: HEADER, ...ADA });
    await open(name);
    assert.deepEqual(await titles(name), ["▶ Invoke with this event", "Debug", "Handler: greeting.lambda_handler"]);
    await page("lens", { text: "▶ Invoke with this event" });
    const result = await click(name, "▶ Invoke with this event");
    assert.equal(JSON.parse(result.payload).message, "Hello Ada Lovelace!");
    assert.match((await titles(name)).at(-1), /^✓ [\d.]+ ms · (cold · init [\d.]+ ms|warm)$/);
    await open("greeting.py");
    await titled("greeting.py", "Event: ada");
  });

  it("say whether the result is the expected one, and show the difference", async () => {
    const expected = { message: "Hello Ada Lovelace!" };
    const name = await write("events/expects.json", { $handlerlens: { ...HEADER, expected }, ...ADA });
    const editor = await open(name);
    await click(name, "▶ Invoke with this event");
    assert.match((await titles(name)).at(-1), /^✓ as expected/);
    const at = editor.document.getText().indexOf('"Ada"') + 1;
    const place = new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + 3));
    await editor.edit((edit) => edit.replace(place, "Bob"));
    const result = await click(name, "▶ Invoke with this event");
    assert.deepEqual(result.differences, ['message is "Hello Bob Lovelace!"; expected "Hello Ada Lovelace!"']);
    await eventually(() => runView().includes("✗ Not as expected\n    message is"));
    await page("lens", { text: "✗ not as expected" });
    await page("shot", { name: "host-event-file" });
    await click(name, "✗ not as expected");
    await eventually(() => diffs().includes("greeting.lambda_handler: expected ↔ result"), "the difference");
    await page("shot", { name: "host-expected" });
  });

  it("ask for the handler where several could be meant, and remember it", async () => {
    const name = await write("events/anything.json", { of: "nobody" });
    await open(name);
    assert.equal((await titles(name)).at(-1), "Handler: …");
    const running = click(name, "▶ Invoke with this event");
    await page("pick", { label: "where.lambda_handler", typed: "where" });
    assert.equal((await running).functionError, null);
    await titled(name, "Handler: where.lambda_handler");
    assert.equal((await click(name, "▶ Invoke with this event")).functionError, null);
  });

  it("debug with the same click", async () => {
    const name = await write("events/ada.json", { $handlerlens: HEADER, ...ADA });
    await open(name);
    const ended = new Promise((resolve) => {
      const listener = vscode.debug.onDidTerminateDebugSession((session) => {
        listener.dispose();
        resolve(session);
      });
    });
    await click(name, "Debug");
    assert.match((await ended).configuration.event, /ada\.json$/);
    await eventually(async () => (await titles(name)).at(-1).startsWith("✓"));
  });

  it("are checked by their source's schema: only what Lambda would never send is underlined", async () => {
    const record = { messageId: "1", body: "{}", eventSource: "aws:sqs" };
    const fine = await write("events/minimal.json", { $handlerlens: HEADER, Records: [record] });
    const wrong = await write("events/wrong.json", { Records: [{ ...record, body: { id: 1 } }] });
    await open(wrong);
    const [found] = await eventually(() => {
      const all = problems(wrong, undefined).concat(problems(wrong, "json"));
      return all.length > 0 && all;
    }, "the schema's warning");
    assert.match(found.message, /Incorrect type\. Expected "string"/);
    assert.equal(found.severity, vscode.DiagnosticSeverity.Warning);
    await open(fine);
    await eventually(async () => (await titles(fine)).length > 0);
    assert.deepEqual(vscode.languages.getDiagnostics(uriOf(fine)), []);
  });

  it("are reported at their line when they are broken, and stay as they are", async () => {
    const text = '{\n  "first_name": "Ada",\n  "last_name" "Lovelace"\n}\n';
    const name = await write("events/broken.json", text);
    await open(name);
    const told = () => vscode.languages.getDiagnostics(uriOf(name));
    const [found] = await eventually(() => told().length > 0 && told(), "what is broken");
    assert.equal(found.range.start.line, 2);
    assert.equal(await click(name, "▶ Invoke with this event"), undefined);
    const { buttons } = await notification("cannot be sent");
    assert.deepEqual(buttons, ["Open the Event"]);
    await page("shot", { name: "host-event-broken" });
    await vscode.commands.executeCommand("notifications.clearAll");
    assert.deepEqual(problems(name, "Handlerlens"), [], "VS Code says it, once is enough");
    const validation = vscode.workspace.getConfiguration("json");
    await validation.update("validate.enable", false);
    const alone = await write("events/alone.json", text);
    await open(alone);
    const [ours] = await eventually(() => problems(alone, "Handlerlens").length > 0 && problems(alone, "Handlerlens"));
    assert.equal(ours.range.start.line, 2);
    assert.match(ours.message, /This event cannot be sent/);
    await validation.update("validate.enable", undefined);
    await vscode.workspace.fs.delete(uriOf(alone));
    assert.equal(Buffer.from(await vscode.workspace.fs.readFile(uriOf(name))).toString(), text);
    await vscode.workspace.fs.delete(uriOf(name));
  });

  it("begin as a sample, and are compared with it", async () => {
    const editor = await open("greeting.py");
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    const made = vscode.commands.executeCommand("handlerlens.newEvent");
    await page("pick", { label: "sqs_fifo", typed: "sqs_fifo" });
    await page("accept", { text: "queued" });
    await made;
    const event = await read("events/queued.json");
    assert.deepEqual(event.$handlerlens, HEADER);
    assert.equal(event.Records[0].eventSource, "aws:sqs");
    assert.match(vscode.window.activeTextEditor.document.uri.path, /events\/queued\.json$/);
    await vscode.commands.executeCommand("handlerlens.compareWithSample");
    await eventually(() => diffs().includes("sample sqs_fifo ↔ queued.json"), "the comparison");
    await page("shot", { name: "host-compare-sample" });
  });

  it("are saved from what was sent, with the result as expected, and never over another one", async () => {
    await open("greeting.py");
    await click("greeting.py", "▶ Invoke");
    const made = vscode.commands.executeCommand("handlerlens.saveEvent");
    await page("pick", { label: "its result as expected" });
    await page("accept", { text: "ada" });
    await page("input", { text: "ada.json is there already" });
    await page("shot", { name: "host-save-event" });
    await page("accept", { text: "kept" });
    await made;
    const event = await read("events/kept.json");
    assert.match(event.$handlerlens.expected.message, /^Hello/);
    await click("events/kept.json", "▶ Invoke with this event");
    assert.match((await titles("events/kept.json")).at(-1), /^✓ as expected/);
  });
});
