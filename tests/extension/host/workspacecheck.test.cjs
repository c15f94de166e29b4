// "Check Workspace": findings in files that nobody has opened.
const assert = require("node:assert/strict");
const vscode = require("vscode");
const { eventually, findings, open, titles, uriOf } = require("./tools.cjs");

const NAME = "unopened.py";
const BAD = "import datetime\n\n\ndef lambda_handler(event, context):\n    return {'at': datetime.date(2026, 1, 1)}\n";
const write = (text) => vscode.workspace.fs.writeFile(uriOf(NAME), new TextEncoder().encode(text));
const codes = () =>
  vscode.languages
    .getDiagnostics(uriOf(NAME))
    .filter(({ source }) => source === "Handlerlens")
    .map(({ code }) => code.value ?? code);

describe("the check of the workspace", () => {
  after(() => vscode.workspace.fs.delete(uriOf(NAME)));

  it("lists what is wrong in a file that is not open, until it is mended", async () => {
    await write(BAD);
    await eventually(async () => {
      await vscode.commands.executeCommand("handlerlens.checkWorkspace");
      return codes().length > 0; // the editor tells of new files when it has seen them
    });
    assert.deepEqual(codes(), ["HL201"]);
    assert.ok(!vscode.workspace.textDocuments.some(({ uri }) => uri.path.endsWith(NAME)));
    await write(BAD.replace("datetime.date(2026, 1, 1)", "1"));
    await eventually(() => codes().length === 0);
  });

  it("lists nothing twice where the file is opened", async () => {
    await write(BAD);
    await eventually(() => codes().length === 1);
    await open(NAME);
    assert.ok((await titles(NAME)).includes("▶ Invoke"));
    await findings(NAME);
    await eventually(() => codes().length === 1);
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  });
});
