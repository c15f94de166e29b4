// The extension starts, shows lenses and findings.
const assert = require("node:assert/strict");
const vscode = require("vscode");
const { extension, eventually, open, titles, findings } = require("./tools.cjs");

describe("start", () => {
  it("activates on a Python file, from the VSIX", async () => {
    assert.ok(extension(), "the extension is not installed");
    await open("greeting.py");
    await eventually(() => extension().isActive);
    assert.match(extension().extensionPath, /extensions[/\\]handlerlens\.handlerlens-/);
    assert.equal(extension().packageJSON.version.length > 0, true);
  });

  it("registers every command that the manifest names", async () => {
    const known = new Set(await vscode.commands.getCommands(true));
    const missing = extension().packageJSON.contributes.commands.filter(({ command }) => !known.has(command));
    assert.deepEqual(missing, []);
  });

  it("shows the lenses above each handler", async () => {
    assert.deepEqual(await titles("greeting.py"), ["▶ Invoke", "Debug", "Event: from code"]);
  });
});

describe("findings", () => {
  for (const [file, code, line] of [
    ["order.py", "HL201", 14],
    ["cleanup.py", "HL103", 4],
    ["weather.py", "HL101", 3],
  ]) {
    it(`underlines ${code} in ${file} before it runs`, async () => {
      await open(file);
      const found = await findings(file);
      assert.deepEqual(
        found.map((finding) => [finding.code?.value ?? finding.code, finding.range.start.line]),
        [[code, line]],
      );
    });
  }

  it("offers a quick fix that mends the handler", async () => {
    const editor = await open("cleanup.py");
    const [finding] = await findings("cleanup.py");
    const actions = await vscode.commands.executeCommand(
      "vscode.executeCodeActionProvider",
      editor.document.uri,
      finding.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find((action) => !action.title.startsWith("Ignore"));
    assert.ok(fix, JSON.stringify(actions.map((action) => action.title)));
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.match(editor.document.getText(), /def lambda_handler\(event, context\):/);
    await eventually(() => vscode.languages.getDiagnostics(editor.document.uri).length === 0);
  });

  it("keeps lenses while a file does not parse", async () => {
    const editor = await open("weather.py");
    const before = await titles("weather.py");
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "def broken(:\n"));
    assert.deepEqual(await titles("weather.py"), before);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });
});
