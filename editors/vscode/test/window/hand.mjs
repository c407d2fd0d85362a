// The hand in the window: what a person does in VS Code, step by step, each step waited for. In: a
// page of the editor. Out: done, or an error that names what did not come.

import path from "node:path";

const PATIENCE = 60_000;

export class Hand {
  constructor(page, pictures) {
    this.page = page;
    this.pictures = pictures;
  }

  async picture(name) {
    if (this.pictures) await this.page.screenshot({ path: path.join(this.pictures, `${name}.png`) });
  }

  see(selector, timeout = PATIENCE) {
    return this.page.waitForSelector(selector, { timeout });
  }

  press(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  type(text) {
    return this.page.keyboard.type(text, { delay: 10 });
  }

  /** Types into the box of the editor, waits for a row of the list, and takes it. */
  async choose(key, text, row) {
    if (key) await this.press(key);
    await this.see(".quick-input-widget:visible");
    await this.type(text);
    await this.page.locator(`.quick-input-list .monaco-list-row:has-text("${row}")`).first().click({ timeout: PATIENCE });
  }

  command(title) {
    return this.choose("F1", title, title);
  }

  async openFile(name) {
    await this.choose("Control+P", name, path.basename(name));
    await this.see(`.tab.active[data-resource-name="${path.basename(name)}"]`);
  }

  /** Puts the cursor behind the first place of a text in a file as it is on disk. */
  async goTo(text, wanted) {
    const before = text.slice(0, text.indexOf(wanted) + wanted.length);
    const line = before.split("\n").length;
    const column = before.length - before.lastIndexOf("\n");
    await this.press("Control+G");
    await this.see(".quick-input-widget:visible");
    await this.type(`${line}:${column}`);
    await this.press("Enter");
    await this.page.waitForFunction(
      (shown) => [...document.querySelectorAll(".statusbar-item")].some((item) => item.textContent.includes(shown)),
      `Ln ${line}, Col ${column}`,
      { timeout: PATIENCE },
    );
  }

  /** The labels in the list of completions. */
  async offered() {
    await this.see(".suggest-widget.visible .monaco-list-row");
    return this.page.$$eval(".suggest-widget.visible .monaco-list-row .label-name", (rows) =>
      rows.map((row) => row.textContent),
    );
  }

  /** Waits for a message with a text, and presses one of its buttons where one is named. */
  async message(text, button) {
    const message = this.page.locator(`.notification-toast:has-text("${text}")`);
    await message.first().waitFor({ timeout: PATIENCE });
    if (button) await message.locator(`a:has-text("${button}")`).first().click();
  }

  /** Clicks a lens until something comes of it: while lenses are drawn anew a click is lost. */
  async clickLens(text, outcome) {
    const lens = this.page.locator(`.codelens-decoration a:has-text("${text}")`).first();
    await this.until(`the lens ${text}`, async () => {
      await lens.click({ timeout: PATIENCE });
      return this.see(outcome, 5000).then(() => true, () => false);
    });
  }

  async until(what, holds) {
    const end = Date.now() + PATIENCE;
    while (!(await holds())) {
      if (Date.now() > end) throw new Error(`did not happen: ${what}`);
      await this.page.waitForTimeout(100);
    }
  }
}
