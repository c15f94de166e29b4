// What a new user does, by mouse in the workbench: look, invoke, see a finding, choose an event, debug. A picture at each stop.
import assert from "node:assert/strict";

const LIMIT = 60_000;

/** `page` shows the example with `greeting.py` open; `shot` keeps a picture under a name. */
export async function tryTheWorkbench(page, shot) {
  page.setDefaultTimeout(LIMIT);
  const lens = (text) => page.locator(".codelens-decoration a", { hasText: text }).first();
  const open = async (name) => {
    await page.locator(".explorer-folders-view .monaco-list-row", { hasText: name }).dblclick();
    await page.locator(".tab.active", { hasText: name }).waitFor();
  };

  // The lenses, and a run: the result and the log in the run view, the outcome in the lens.
  await lens("▶ Invoke").waitFor();
  await eventually(() => texts(page.locator(".codelens-decoration").first()), ["▶ Invoke | Debug | Event: from code"]);
  await shot("ui-1-lens");
  await lens("▶ Invoke").click();
  const output = page.locator(".output-view .view-line");
  await output.filter({ hasText: "✓ Succeeded" }).first().waitFor();
  await output.filter({ hasText: '"message"' }).first().waitFor();
  await lens("✓").waitFor();
  await shot("ui-2-invoked");

  // A finding before it runs, its hover, and the runtime's own error after.
  await open("order.py");
  await page.locator(".squiggly-error, .squiggly-warning").first().waitFor();
  await lens("▶ Invoke").waitFor(); // it moves the lines below it
  await page
    .locator(".view-line span", { hasText: /labels/ })
    .last()
    .hover();
  const hover = page.locator(".monaco-hover-content").filter({ hasText: "HL201" }).first();
  await hover.waitFor();
  await shot("ui-3-finding");
  await page.keyboard.press("Escape");
  await lens("▶ Invoke").click();
  await output.filter({ hasText: "✗ Runtime.MarshalError" }).first().waitFor();
  await lens("✗ Runtime.MarshalError").waitFor();
  await shot("ui-4-error");

  // The event picker.
  await open("greeting.py");
  await lens("Event:").click();
  await page.locator(".quick-input-widget .monaco-list-row", { hasText: "from code" }).waitFor();
  await shot("ui-5-events");
  await page.keyboard.press("Escape");

  // A breakpoint by the mouse, stop, look, continue, result.
  const line = await page.locator(".margin-view-overlays .line-numbers", { hasText: /^4$/ }).boundingBox();
  await page.mouse.click(line.x - 12, line.y + line.height / 2);
  await page.locator(".codicon-debug-breakpoint").first().waitFor();
  await lens("Debug").click();
  await page.locator(".debug-call-stack .monaco-list-row", { hasText: "lambda_handler" }).waitFor();
  await eventually(
    () => texts(page.locator(".debug-call-stack .monaco-list-row", { hasText: "greeting.py" })),
    ["lambda_handler greeting.py 4:1"],
  );
  const locals = page.locator(".debug-variables .monaco-list-row");
  const scope = locals.filter({ hasText: /^Locals/ });
  await scope.waitFor();
  if ((await scope.getAttribute("aria-expanded")) === "false") await scope.click(); // the editor opens it by itself, or not
  for (const name of ["event", "context", "first", "last"]) {
    await locals.filter({ hasText: new RegExp(`^${name} =`) }).waitFor();
  }
  await shot("ui-6-stopped");
  await page.locator("a.codicon-debug-continue").first().click();
  await page.locator("a.codicon-debug-stop").first().waitFor({ state: "detached" });
  await page.locator(".repl .monaco-list-row", { hasText: "✓ Succeeded" }).first().waitFor();
  await lens("✓").waitFor();
  await shot("ui-7-debugged");
}

async function texts(locator) {
  return (await locator.allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
}

/** Poll until what `get` gives equals `wanted`. */
async function eventually(get, wanted) {
  const start = Date.now();
  for (;;) {
    const found = await get();
    try {
      return assert.deepEqual(found, wanted);
    } catch (error) {
      if (Date.now() - start > 15_000) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
