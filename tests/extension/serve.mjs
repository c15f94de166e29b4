// Serve the workbench with an extension and a folder to the user's own browser: `node serve.mjs VSIX FOLDER`, ended by Ctrl-C.
import path from "node:path";
import { startServer } from "./editor.mjs";

const [vsix, folder] = process.argv.slice(2).map((name) => path.resolve(name));
const token = process.env.HANDLERLENS_TOKEN;
// The profile is a fresh one and the folder our own example, so nobody has to be asked whether to trust it.
const server = await startServer({ vsix: [vsix], token });
const address = new URL(`http://${server.authority}/`);
address.searchParams.set("tkn", token);
address.searchParams.set("folder", folder);
address.searchParams.set(
  "payload",
  JSON.stringify([["openFile", `vscode-remote://${server.authority}${folder}/greeting.py`]]),
);
console.log(`\nOpen in your browser:\n\n  ${address}\n\nCtrl-C ends it.`);

let stopping = false;
async function stop(code) {
  if (stopping) return;
  stopping = true;
  await server.stop();
  process.exit(code);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop(0));
server.ended.then(() => stop(1));
