// Which Python runs the handlers and the server. The Python extensions are stood in for by `other-extensions/`.
const assert = require("node:assert/strict");
const { execFileSync } = require("node:child_process");
const path = require("node:path");
const vscode = require("vscode");
const { extension, setting, eventually, open, click, processes } = require("./tools.cjs");

const selected = (id) => vscode.extensions.getExtension(id).exports;
const prefix = async () => JSON.parse((await click("where.py", "▶ Invoke")).payload).prefix;

function environment(name) {
  const folder = path.join(vscode.workspace.workspaceFolders[0].uri.fsPath, name);
  execFileSync("python3", ["-m", "venv", "--without-pip", folder]);
  return { folder, python: path.join(folder, "bin/python") };
}

for (const id of ["ms-python.python", "ms-python.vscode-python-envs"]) {
  describe(`the environment selected in ${id}`, () => {
    after(() => selected(id).select(undefined));

    it("runs the handlers and the server from the moment it is selected", async () => {
      const { folder, python } = environment(`selected in ${id}`);
      await open("where.py");
      assert.notEqual(await prefix(), folder);
      selected(id).select(python);
      assert.equal(await prefix(), folder);
      const server = `${folder}/bin/python -I -S -X utf8 ${extension().extensionPath}/server/__main__.py`;
      await eventually(() => processes(server).length > 0, "the server under the environment");
    });

    it("gives way to the setting", async () => {
      await setting("python", "python3");
      assert.doesNotMatch(await prefix(), /selected in/);
      await setting("python", undefined);
    });
  });
}

describe("environments of both Python extensions", () => {
  it("are taken from Python Environments first, as the Python extension itself does", async () => {
    const ours = environment("of python-envs");
    selected("ms-python.python").select(environment("of python").python);
    selected("ms-python.vscode-python-envs").select(ours.python);
    assert.equal(await prefix(), ours.folder);
    selected("ms-python.python").select(undefined);
    selected("ms-python.vscode-python-envs").select(undefined);
  });
});
