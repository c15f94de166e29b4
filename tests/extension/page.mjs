// What tests inside the extension host may ask of the page outside: a loopback server that they call by `page.cjs`.
import http from "node:http";
import path from "node:path";

/** Serve a page's answers; `port` goes to the host in the environment. */
export async function servePage(shots) {
  let page;
  const actions = {
    /** Wait for a notification with a text in the notification centre; its whole text and its buttons. */
    async notification({ text }) {
      const found = page.locator(".notifications-center .notification-list-item").filter({ hasText: text }).first();
      await found.waitFor({ timeout: 10_000 });
      const buttons = await found.locator(".notification-list-item-buttons-container .monaco-button").allInnerTexts();
      return { text: await found.locator(".notification-list-item-message").innerText(), buttons };
    },
    async press({ text, button }) {
      const found = page.locator(".notifications-center .notification-list-item").filter({ hasText: text }).first();
      await found.locator(".monaco-button", { hasText: button }).click();
      return {};
    },
    /** Pick a row of the open quick pick with the keyboard (a pointer may hit the row that has just moved there); a long list is
     * filtered by what is typed. */
    async pick({ label, typed }) {
      const input = page.locator(".quick-input-widget input").first();
      if (typed !== undefined) await input.fill(typed, { timeout: 10_000 });
      const rows = page.locator(".quick-input-widget .monaco-list-row");
      await rows.filter({ hasText: label }).first().waitFor({ timeout: 10_000 });
      const chosen = rows.and(page.locator(".focused")).filter({ hasText: label });
      for (let left = await rows.count(); left > 0 && (await chosen.count()) === 0; left--)
        await input.press("ArrowDown");
      await chosen.waitFor({ timeout: 1000 });
      await input.press("Enter");
      await chosen.waitFor({ state: "hidden", timeout: 10_000 });
      return {};
    },
    /** Wait for the first two rows of the open quick pick, and a text in the first. */
    async rows({ first, second, text }) {
      const row = (index) => page.locator(".quick-input-widget .monaco-list-row").nth(index);
      await row(0).filter({ hasText: first }).filter({ hasText: text }).waitFor({ timeout: 10_000 });
      await row(1).filter({ hasText: second }).waitFor({ timeout: 10_000 });
      return {};
    },
    /** Press a button of a row of the open quick pick. */
    async row({ label, button }) {
      const row = page.locator(".quick-input-widget .monaco-list-row").filter({ hasText: label }).first();
      await row.hover({ timeout: 10_000 });
      await row.getByLabel(button).click({ timeout: 10_000 });
      return {};
    },
    /** Fill the open input box and accept it. */
    async accept({ text }) {
      const input = page.locator(".quick-input-widget input").first();
      await input.waitFor({ timeout: 10_000 });
      if (text !== undefined) await input.fill(text);
      await input.press("Enter");
      return {};
    },
    /** Wait until the open input box says this of its value. */
    async input({ text }) {
      const message = page.locator(".quick-input-widget .quick-input-message");
      await message.filter({ hasText: text }).first().waitFor({ timeout: 10_000 });
      return {};
    },
    /** Wait until a lens with a text can be seen. */
    async lens({ text }) {
      await page.locator(".codelens-decoration a", { hasText: text }).first().waitFor({ timeout: 10_000 });
      return {};
    },
    /** Open the context menu of the editor at a text in it; what it offers, and with `choose` that entry is taken. */
    async menu({ at, choose }) {
      await page.locator(".editor-instance .view-line", { hasText: at }).first().click({ button: "right" });
      const entries = page.locator(".context-view .action-label:not(.separator)");
      await entries.first().waitFor({ timeout: 10_000 });
      const offered = await entries.allInnerTexts();
      if (choose === undefined) await page.keyboard.press("Escape");
      else {
        // A menu that has just opened does not take clicks yet; keys it does.
        await entries.filter({ hasText: choose }).first().hover({ timeout: 10_000 });
        await page.keyboard.press("Enter");
      }
      await entries.first().waitFor({ state: "hidden", timeout: 10_000 });
      return { offered };
    },
    async shot({ name }) {
      await page.screenshot({ path: path.join(shots, `${name}.png`) });
      return {};
    },
  };
  const server = http.createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    try {
      const answer = await actions[request.url.slice(1)](JSON.parse(body));
      response.end(JSON.stringify(answer));
    } catch (error) {
      response.statusCode = 500;
      response.end(String(error.message ?? error));
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: server.address().port,
    show: (shown) => {
      page = shown;
    },
    close: () => server.close(),
  };
}
