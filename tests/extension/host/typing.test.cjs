// Help while typing: keys and their hover, the context's attributes, fixes that one undo takes back.
const assert = require("node:assert/strict");
const vscode = require("vscode");
const { eventually, open, findings, replaceAll, uriOf } = require("./tools.cjs");

const BATCH = `from aws_lambda_powertools.utilities.data_classes import SQSEvent


def lambda_handler(event: SQSEvent, context):
    print(event["Records"][0]["body"], context.aws_request_id)
`;

/** Open a new file of the workspace, the cursor behind a text of it. */
async function write(name, text, behind) {
  await vscode.workspace.fs.writeFile(uriOf(name), Buffer.from(text));
  const editor = await open(name);
  const at = editor.document.positionAt(editor.document.getText().indexOf(behind) + behind.length);
  editor.selection = new vscode.Selection(at, at);
  return [editor, at];
}

const shown = (markdown) => markdown.contents.map((one) => one.value).join("\n");
const hover = (editor, at) =>
  eventually(async () => {
    const found = await vscode.commands.executeCommand("vscode.executeHoverProvider", editor.document.uri, at);
    return found.map(shown).find((text) => text.startsWith("`"));
  }, "a hover of ours");

describe("help while typing", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("completes the keys of the event and puts the whole key in", async () => {
    const [editor, at] = await write("batch.py", BATCH, '["Records"][0]["bo');
    await findings("batch.py");
    const typed = new vscode.Range(at, at.translate(0, 2));
    await editor.edit((edit) => edit.delete(typed)); // as typed so far: ["bo
    const provider = "vscode.executeCompletionItemProvider";
    const found = await vscode.commands.executeCommand(provider, editor.document.uri, at);
    const item = found.items.find((one) => (one.label.label ?? one.label) === "body");
    assert.ok(item, JSON.stringify(found.items.slice(0, 9).map((one) => one.label)));
    assert.match(item.detail, /^Records\[\]\.body = /);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(editor.document.uri, item.range.replacing ?? item.range, item.insertText.value ?? item.insertText);
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(editor.document.getText(), BATCH);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });

  it("says of a key and of the context what Lambda means by them", async () => {
    const [editor, at] = await write("batch.py", BATCH, '[0]["bo');
    const key = await hover(editor, at);
    assert.match(key, /^`Records\[\]\.body`: str/);
    assert.match(key, /\[SQS queue\]\(https:\/\/docs\.aws\.amazon\.com\//);
    const attribute = editor.document.positionAt(BATCH.indexOf("aws_request_id") + 3);
    assert.match(await hover(editor, attribute), /^`context\.aws_request_id`: str/);
  });

  it("shows what the event holds behind the code, where the user wants that", async () => {
    const [editor] = await write("batch.py", BATCH, "lambda_handler");
    const settings = vscode.workspace.getConfiguration("handlerlens");
    const whole = new vscode.Range(0, 0, 99, 0);
    const hints = async () => {
      const found = await vscode.commands.executeCommand("vscode.executeInlayHintProvider", editor.document.uri, whole);
      return (found ?? []).filter((one) => String(one.label).startsWith(": "));
    };
    await findings("batch.py");
    assert.deepEqual(await hints(), []);
    await settings.update("inlayHints.enabled", true, vscode.ConfigurationTarget.Global);
    const [hint] = await eventually(async () => ((await hints()).length > 0 ? hints() : undefined), "a hint");
    assert.equal(hint.label, ': "{"order_id":"42","item…');
    const end = '["body"]';
    assert.deepEqual(hint.position, editor.document.positionAt(BATCH.indexOf(end) + end.length));
    assert.match(hint.tooltip.value, /^`Records\[\]\.body`: str/);
    await settings.update("inlayHints.enabled", undefined, vscode.ConfigurationTarget.Global);
    assert.deepEqual(await hints(), []);
  });

  it("mends by a fix that one undo takes back", async () => {
    const [editor] = await write("batch.py", BATCH, "lambda_handler");
    const finding = (await findings("batch.py")).find((one) => (one.code?.value ?? one.code) === "HL406");
    const actions = await vscode.commands.executeCommand(
      "vscode.executeCodeActionProvider",
      editor.document.uri,
      finding.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find((action) => !action.title.startsWith("Ignore"));
    assert.ok(await vscode.workspace.applyEdit(fix.edit), fix.title);
    assert.match(editor.document.getText(), /for record in event\["Records"\]:\n {8}print\(record\["body"\]/);
    await eventually(() => vscode.languages.getDiagnostics(editor.document.uri).length === 0, "no finding left");
    await vscode.commands.executeCommand("undo");
    assert.equal(editor.document.getText(), BATCH);
    await replaceAll(editor, BATCH);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });
});
