// Every real-editor test, against the packaged VSIX: `node tests/extension/run.mjs [host] [untrusted] [ui]`.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { format } from "node:util";
import { createVSIX } from "@vscode/vsce";
import { launch } from "./editor.mjs";
import { servePage } from "./page.mjs";
import { tryTheWorkbench } from "./ui/workbench.mjs";

const HERE = import.meta.dirname;
const ROOT = path.resolve(HERE, "../..");
const VSIX = path.join(ROOT, "handlerlens.vsix");
const SHOTS = path.join(HERE, "shots");
const OTHERS = path.join(HERE, "host/other-extensions");
const LIMIT = 300_000;
const UNPUBLISHED = { allowMissingRepository: true, skipLicense: true, dependencies: false };
const RESULT = /^##(pass|fail|skip) (.*)$/s;

const counts = { pass: 0, fail: 0, skip: 0 };

/** Run a mocha suite inside the extension host; each test reports by a line of its own. */
async function inTheHost(suite, settings) {
  const workspace = copyOfTheExample();
  const outside = await servePage(SHOTS);
  const environments = path.join(workspace, "..", `${path.basename(workspace)}.vsix`);
  await createVSIX({ cwd: path.join(OTHERS, "python-envs"), packagePath: environments, ...UNPUBLISHED });
  const vscode = await launch({
    vsix: [VSIX, environments], // the editor takes one extension under development, so the other one is installed
    workspace,
    settings,
    env: { HANDLERLENS_TEST_PAGE: String(outside.port) },
    payload: (remote) => [
      ["extensionDevelopmentPath", remote(path.join(OTHERS, "python"))],
      ["extensionTestsPath", remote(path.join(HERE, `host/${suite}.cjs`))],
    ],
  });
  try {
    const { promise, resolve } = deferred();
    outside.show(vscode.page);
    await vscode.page.exposeFunction("codeAutomationLog", (_type, args) => {
      const text = format(...args);
      const result = RESULT.exec(text);
      if (result) record(result[1], result[2]);
      else if (text.startsWith("##say ")) console.log(text.slice(6));
    });
    await vscode.page.exposeFunction("codeAutomationExit", resolve);
    await vscode.open();
    const late = setTimeout(() => resolve("late"), LIMIT);
    const code = await promise;
    clearTimeout(late);
    if (code === "late") record("fail", `${suite}: did not end within ${LIMIT / 1000} s`);
    if (code !== 0) await tellWhy(suite, vscode);
  } finally {
    outside.close();
    await vscode.close();
    fs.rmSync(workspace, { recursive: true, force: true });
    fs.rmSync(environments);
  }
}

/** A test of the user interface: `steps` drives the page and throws where something is not as it must be. */
async function inTheBrowser(name, steps, options) {
  const workspace = copyOfTheExample();
  const vscode = await launch({ vsix: [VSIX], workspace, file: path.join(workspace, "greeting.py"), ...options });
  try {
    await vscode.open();
    await steps(vscode.page, (shot) => vscode.page.screenshot({ path: path.join(SHOTS, `${shot}.png`) }), workspace);
    record("pass", name);
  } catch (error) {
    record("fail", `${name}\n${error.stack ?? error}`);
    await tellWhy("ui", vscode);
  } finally {
    await vscode.close();
    fs.rmSync(workspace, { recursive: true, force: true });
  }
}

/** After a failure: the window as it is, and the end of the extension's own log. */
async function tellWhy(name, vscode) {
  await vscode.page.screenshot({ path: path.join(SHOTS, `failed-${name}.png`) });
  for (const file of fs.readdirSync(vscode.home, { recursive: true })) {
    if (!file.endsWith("Handlerlens Log.log")) continue;
    console.log(fs.readFileSync(path.join(vscode.home, file), "utf8").split("\n").slice(-30).join("\n"));
  }
}

function copyOfTheExample() {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "handlerlens-example-")));
  fs.cpSync(path.join(ROOT, "tests/workspaces/example"), folder, { recursive: true });
  fs.cpSync(path.join(HERE, "host/handlers"), folder, { recursive: true });
  return folder;
}

function record(kind, text) {
  counts[kind]++;
  console.log(`${{ pass: "  ✓", fail: "  ✗", skip: "  -" }[kind]} ${text}`);
}

function deferred() {
  let resolve;
  const promise = new Promise((r) => {
    resolve = r;
  });
  return { promise, resolve };
}

const PARTS = {
  host: () => inTheHost("suite", {}),
  untrusted: () =>
    inTheHost("untrusted", {
      "security.workspace.trust.enabled": true,
      "security.workspace.trust.startupPrompt": "never",
      "security.workspace.trust.untrustedFiles": "open",
    }),
  ui: () => inTheBrowser("a new user invokes, looks, debugs", tryTheWorkbench),
};

if (!fs.existsSync(VSIX)) {
  console.error("There is no handlerlens.vsix: run `npm run package` first.");
  process.exit(2);
}
fs.mkdirSync(SHOTS, { recursive: true });
const wanted = process.argv.slice(2);
for (const [name, part] of Object.entries(PARTS)) {
  if (wanted.length && !wanted.includes(name)) continue;
  const start = Date.now();
  console.log(`real editor: ${name}`);
  try {
    await part();
  } catch (error) {
    record("fail", `${name}\n${error.stack ?? error}`);
  }
  console.log(`  ${((Date.now() - start) / 1000).toFixed(0)} s`);
}
console.log(`${counts.pass} passed, ${counts.fail} failed${counts.skip ? `, ${counts.skip} skipped` : ""}`);
process.exit(counts.fail || !counts.pass ? 1 : 0);
