// Which Python runs the handlers and the server. The Python extensions are stood in for by `other-extensions/`.
const assert = require("node:assert/strict");
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");
const { extension, setting, eventually, open, click, page, processes, titled, titles, uriOf } = require("./tools.cjs");

const selected = (id) => vscode.extensions.getExtension(id).exports;
const prefix = async () => JSON.parse((await click("where.py", "▶ Invoke")).payload).prefix;

function environment(name, { pip = false } = {}) {
  const folder = path.join(vscode.workspace.workspaceFolders[0].uri.fsPath, name);
  execFileSync("python3", ["-m", "venv", ...(pip ? [] : ["--without-pip"]), folder]);
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

const TOLD = `from shapes_of_things import when


def lambda_handler(event, context):
    return {"at": when()}
`;

/** Put an annotated package into an environment; importing it would leave a file behind. */
function install(folder, returns) {
  const [version] = fs.readdirSync(path.join(folder, "lib"));
  const module = path.join(folder, "lib", version, "site-packages", "shapes_of_things.py");
  const left = path.join(folder, "imported");
  fs.writeFileSync(
    module,
    `import datetime\n\nopen(${JSON.stringify(left)}, "w")\n\n\ndef when() -> ${returns}: ...\n`,
  );
  return left;
}

describe("the packages of the selected environment", () => {
  const id = "ms-python.vscode-python-envs";
  const codes = () =>
    vscode.languages
      .getDiagnostics(uriOf("when.py"))
      .filter((finding) => finding.source === "Handlerlens" && finding.severity === vscode.DiagnosticSeverity.Error)
      .map((finding) => finding.code?.value ?? finding.code);
  after(() => selected(id).select(undefined));

  it("are read for the verdicts, and not run, as soon as another one is selected", async () => {
    const [first, second] = ["with datetimes", "with texts"].map(environment);
    const left = [install(first.folder, "datetime.datetime"), install(second.folder, "str")];
    await vscode.workspace.fs.writeFile(uriOf("when.py"), Buffer.from(TOLD));
    await open("when.py");
    selected(id).select(first.python);
    await eventually(() => codes().includes("HL201"), "the finding by the first environment");
    selected(id).select(second.python);
    await eventually(() => codes().length === 0, "no finding by the second environment");
    selected(id).select(first.python);
    await eventually(() => codes().includes("HL201"), "the finding by the first environment again");
    assert.deepEqual(left.filter(fs.existsSync), []);
  });
});

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

const WHEEL = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    wheel.writestr("parcel_of_tests.py", "WEIGHT = 7\\n")
    info = "parcel_of_tests-1.0.dist-info/"
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: parcel-of-tests\\nVersion: 1.0\\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: tests\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(info + "RECORD", "")
`;

describe("a package that a run lacks", () => {
  const id = "ms-python.vscode-python-envs";

  after(() => selected(id).select(undefined));

  it("is installed into the handler's Python from requirements.txt, and the handler runs again", async () => {
    const { folder, python } = environment("with pip", { pip: true });
    const wheel = path.join(folder, "parcel_of_tests-1.0-py3-none-any.whl");
    execFileSync("python3", ["-c", WHEEL, wheel]);
    const requirements = uriOf("requirements.txt");
    const code = "import parcel_of_tests\n\n\ndef handler(event, context):\n    return parcel_of_tests.WEIGHT\n";
    await vscode.workspace.fs.writeFile(requirements, Buffer.from(wheel));
    await vscode.workspace.fs.writeFile(uriOf("parcel.py"), Buffer.from(code));
    try {
      selected(id).select(python);
      await open("parcel.py");
      const failed = await click("parcel.py", "▶ Invoke");
      assert.deepEqual(failed.toInstall, ["-r", requirements.fsPath], JSON.stringify(failed));
      await titled("parcel.py", "Install requirements.txt…");
      const again = click("parcel.py", "Install requirements.txt…");
      await page("pick", { label: "Install requirements.txt" });
      assert.equal((await again).payload, "7");
      assert.ok(!(await titles("parcel.py")).some((title) => title.startsWith("Install")));
    } finally {
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
      await vscode.workspace.fs.delete(uriOf("parcel.py"));
      await vscode.workspace.fs.delete(requirements);
    }
  });
});
