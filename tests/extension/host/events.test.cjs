// The event of a handler: edited, broken, gone, picked.
const assert = require("node:assert/strict");
const vscode = require("vscode");
const { replaceAll, eventually, open, titled, click, notification, page } = require("./tools.cjs");

describe("events", () => {
  const folder = "events";

  it("edits the event in a JSON editor, remembers it, and runs with unsaved changes", async () => {
    const source = await open("greeting.py");
    source.selection = new vscode.Selection(1, 0, 1, 0);
    await vscode.commands.executeCommand("handlerlens.editEvent");
    const editor = vscode.window.activeTextEditor;
    assert.equal(vscode.workspace.asRelativePath(editor.document.uri), `${folder}/custom.json`);
    assert.deepEqual(Object.keys(JSON.parse(editor.document.getText())), ["$handlerlens", "first_name", "last_name"]);
    await replaceAll(editor, '{ "first_name": "Zoë", "last_name": "Ж" }\n');
    await titled("greeting.py", "Event: custom");
    const result = await click("greeting.py", "▶ Invoke");
    assert.equal(JSON.parse(result.payload).message, "Hello Zoë Ж!");
  });

  it("says in one sentence where an event is not JSON, and the text stays", async () => {
    const editor = await open(`${folder}/custom.json`);
    await replaceAll(editor, '{\n  "first_name": "Zoë",\n  "last_name" "Ж"\n}\n');
    await open("greeting.py");
    assert.equal(await click("greeting.py", "▶ Invoke"), undefined);
    const { text, buttons } = await notification("JSON");
    assert.match(text, /line 3/);
    assert.ok(buttons.includes("Edit Event"), JSON.stringify(buttons));
    await page("shot", { name: "host-event-error" });
    await page("press", { text: "JSON", button: "Edit Event" });
    await eventually(() => vscode.window.activeTextEditor?.document.uri.path.endsWith("custom.json"));
    assert.match(vscode.window.activeTextEditor.document.getText(), /"last_name" "Ж"/);
  });

  it("says so when the chosen event is gone", async () => {
    const editor = await open(`${folder}/custom.json`);
    await replaceAll(editor, "{}\n");
    await editor.document.save();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.workspace.fs.delete(editor.document.uri);
    await open("greeting.py");
    assert.equal(await click("greeting.py", "▶ Invoke"), undefined);
    const { buttons } = await notification("The event 'custom'");
    assert.ok(buttons.includes("Pick Event"), JSON.stringify(buttons));
    await vscode.commands.executeCommand("notifications.clearAll");
  });

  it("picks another event from the list", async () => {
    await click("greeting.py", "Event:");
    await page("pick", { label: "from code" });
    await titled("greeting.py", "Event: from code");
  });
});
