// Take README's pictures anew: `node tests/extension/pictures.mjs` after `npm run package`; look at them before committing.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { launch } from "./editor.mjs";

const ROOT = path.resolve(import.meta.dirname, "../..");
const IMAGES = path.join(ROOT, "extension/images");
const home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "handlerlens-pictures-")));
const workspace = path.join(home, "example");
fs.cpSync(path.join(ROOT, "tests/workspaces/example"), workspace, { recursive: true });

fs.mkdirSync(path.join(workspace, "events"));
const expected = { message: "Hello Ada Lovelace!" };
const event = {
  $handlerlens: { handler: "greeting.py::lambda_handler", expected },
  first_name: "Grace",
  last_name: "Hopper",
};
fs.writeFileSync(path.join(workspace, "events/grace.json"), `${JSON.stringify(event, null, 2)}\n`);

const vscode = await launch({
  vsix: [path.join(ROOT, "handlerlens.vsix")],
  workspace,
  file: path.join(workspace, "greeting.py"),
  size: { width: 1280, height: 680 },
  settings: {
    "breadcrumbs.enabled": false,
    "debug.toolBarLocation": "hidden",
    "editor.fontSize": 13,
    "editor.hover.above": false,
    "editor.occurrencesHighlight": "off",
    "editor.selectionHighlight": false,
    "editor.stickyScroll.enabled": false,
    "window.title": "Handlerlens",
    "workbench.colorTheme": "Default Dark Modern",
    "workbench.editor.showTabs": "single",
    "workbench.statusBar.visible": false,
  },
});
const { page } = vscode;
const lens = (text) => page.locator(".codelens-decoration a", { hasText: text });
const shot = (name) => page.screenshot({ path: path.join(IMAGES, `${name}.png`) });

/** Type into the palette and take the row: a command's title after `>`, else a file's name. */
async function palette(text) {
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input").first().fill(text);
  await page
    .locator(".quick-input-widget .monaco-list-row", { hasText: text.replace(">", "") })
    .first()
    .waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}

try {
  await vscode.open();
  await lens("▶ Invoke").first().waitFor();
  await palette(">View: Toggle Primary Side Bar Visibility");
  await palette(">View: Split Editor Right");
  await palette("order.py");
  await page.locator(".squiggly-error").first().waitFor();
  await lens("▶ Invoke").first().click();
  await page.locator(".output-view .view-line", { hasText: '"message"' }).first().waitFor();
  await lens("✓").first().waitFor();
  await page
    .locator(".view-line span", { hasText: /labels/ })
    .last()
    .hover();
  await page.locator(".monaco-hover-content", { hasText: "HL201" }).first().waitFor();
  await shot("lens");

  await page.keyboard.press("Escape");
  await palette(">View: Close All Editor Groups");
  await palette("greeting.py");
  await lens("Debug").first().waitFor();
  const line = await page.locator(".margin-view-overlays .line-numbers", { hasText: /^5$/ }).boundingBox();
  await page.mouse.click(line.x - 12, line.y + line.height / 2);
  await page.locator(".codicon-debug-breakpoint").first().waitFor();
  await lens("Debug").first().click();
  const rows = page.locator(".debug-variables .monaco-list-row");
  const locals = rows.filter({ hasText: /^Locals/ });
  await locals.waitFor();
  if ((await locals.getAttribute("aria-expanded")) === "false") await locals.click();
  await rows.filter({ hasText: /^event =/ }).waitFor();
  await shot("debug");

  await page.keyboard.press("Shift+F5");
  await page
    .locator(".debug-call-stack .monaco-list-row", { hasText: "lambda_handler" })
    .waitFor({ state: "detached" });
  await palette(">View: Close All Editor Groups");
  await palette("grace.json");
  await palette(">View: Toggle Primary Side Bar Visibility");
  await lens("▶ Invoke with this event").first().click();
  await lens("✗ not as expected").first().waitFor();
  await shot("events");
} catch (error) {
  await page.screenshot({ path: path.join(os.tmpdir(), "handlerlens-picture-failed.png") });
  throw error;
} finally {
  await vscode.close();
  fs.rmSync(home, { recursive: true, force: true });
}
