// A real VS Code: its server with the node extension host (npm package code-server), and a browser that shows the workbench.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const HERE = import.meta.dirname;
const MODULES = path.join(HERE, "node_modules");
const SERVER_MAIN = path.join(MODULES, "code-server/lib/vscode/out/server-main.js");
const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
const NO_GALLERY = '{"serviceUrl":"","itemUrl":"","resourceUrlTemplate":""}';
const START_LIMIT = 60_000;

/**
 * Start a VS Code server on a free loopback port, with a profile of its own in a temporary folder, and these `vsix` files installed.
 * `token` is the connection token that a browser must bring; without one none is asked for.
 */
export async function startServer({ vsix, settings = {}, env: extra = {}, token, arguments: more = [] }) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "handlerlens-editor-"));
  const folder = (name) => path.join(home, name);
  fs.mkdirSync(folder("data/User"), { recursive: true });
  fs.mkdirSync(folder("extensions"));
  const base = JSON.parse(fs.readFileSync(path.join(HERE, "settings.json"), "utf8"));
  fs.writeFileSync(folder("data/User/settings.json"), JSON.stringify({ ...base, ...settings }, null, 2));
  const folders = ["--server-data-dir", folder("server"), "--user-data-dir", folder("data")];
  const common = [SERVER_MAIN, ...folders, "--extensions-dir", folder("extensions")];
  const env = { ...process.env, ...extra, EXTENSIONS_GALLERY: NO_GALLERY, XDG_RUNTIME_DIR: home };
  const remove = () => fs.rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });

  const installed = spawnSync(node(), [...common, ...vsix.flatMap((file) => ["--install-extension", file])], {
    env,
    encoding: "utf8",
  });
  if (installed.status !== 0) {
    remove();
    throw new Error(`${vsix.join(", ")} could not be installed:\n${installed.stdout}${installed.stderr}`);
  }
  const access = token ? ["--connection-token", token] : ["--without-connection-token"];
  const options = ["--host", "127.0.0.1", "--port", "0", "--accept-server-license-terms", "--telemetry-level", "off"];
  const child = spawn(node(), [...common, ...options, ...access, ...more], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    kill(child, "SIGTERM");
    const late = setTimeout(() => kill(child, "SIGKILL"), 5000);
    await ended;
    clearTimeout(late);
    remove();
  };
  try {
    const port = await listening(child);
    return { authority: `127.0.0.1:${port}`, home, stop, ended };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A server, and a page of the workbench with a folder. `open` loads it; `payload` are the workbench's own start options. */
export async function launch({ workspace, file, payload = () => [], size = { width: 1400, height: 900 }, ...options }) {
  const { chromium } = await import("playwright-core");
  const server = await startServer({ ...options, arguments: ["--enable-smoke-test-driver"] });
  const remote = (name) => `vscode-remote://${server.authority}${name}`;
  const rules = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1";
  const browser = await chromium.launch({
    executablePath: browserPath(),
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", rules],
  });
  const page = await (await browser.newContext({ viewport: size })).newPage();
  const url = new URL(`http://${server.authority}/`);
  url.searchParams.set("folder", workspace);
  const start = [...(file ? [["openFile", remote(file)]] : []), ...payload(remote)];
  if (start.length) url.searchParams.set("payload", JSON.stringify(start));
  return {
    page,
    home: server.home,
    open: () => page.goto(url.toString()),
    close: async () => {
      await browser.close();
      await server.stop();
    },
  };
}

function listening(child) {
  return new Promise((resolve, reject) => {
    let text = "";
    const fail = (why) => reject(new Error(`The editor's server ${why}:\n${text}`));
    const limit = setTimeout(() => fail("did not start in time"), START_LIMIT);
    const hear = (chunk) => {
      text += chunk;
      const port = /Extension host agent listening on (\d+)/.exec(text)?.[1];
      if (port === undefined) return;
      clearTimeout(limit);
      resolve(port);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("exit", (code) => {
      clearTimeout(limit);
      fail(`ended with exit code ${code}`);
    });
  });
}

function kill(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself.
  }
}

function node() {
  const name = fs.existsSync(MODULES) && fs.readdirSync(MODULES).find((entry) => entry.startsWith("node-linux-"));
  if (!name) throw new Error("The editor is not installed: run `npm test`, or `python server/tasks/editor.py`.");
  return path.join(MODULES, name, "bin/node");
}

function browserPath() {
  const wanted = [process.env.HANDLERLENS_BROWSER, ...BROWSERS].filter(Boolean);
  for (const name of wanted) {
    for (const folder of path.isAbsolute(name) ? [""] : (process.env.PATH ?? "").split(path.delimiter)) {
      const file = path.join(folder, name);
      if (fs.existsSync(file)) return file;
    }
  }
  throw new Error("No Chromium or Chrome on PATH: install one, or name it in HANDLERLENS_BROWSER.");
}
