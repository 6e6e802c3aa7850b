import type { Browser, Page } from "playwright-core";
import type { Frame, Stage, ToPage, Wish } from "../../hal-mocks/host/protocol.ts";
import { until } from "../link/link-process.ts";
import { startBrowser } from "./browser.ts";
import { onFreePorts, type StreetProcess } from "./street-process.ts";

const VIEW = { width: 1_280, height: 800 };

/** `gaturum street` with its page in a browser, and beside it the frames that the page is drawn from. */
export class WatchedPage {
  readonly page: Page;
  readonly troubles: string[] = [];
  readonly #street: StreetProcess;
  readonly browser: Browser;
  readonly #events = new AbortController();
  #stage: Stage | null = null;
  #frame: Frame | null = null;

  private constructor(street: StreetProcess, browser: Browser, page: Page) {
    this.#street = street;
    this.browser = browser;
    this.page = page;
    page.on("pageerror", ({ message }) => this.troubles.push(message));
    page.on("console", (message) => {
      if (message.type() === "error") this.troubles.push(message.text());
    });
  }

  static async open(words: readonly string[] = []): Promise<WatchedPage> {
    const street = await onFreePorts(["--json", ...words]);
    await until("the page's address", () => street.err.includes("http://"), 20);
    const browser = await startBrowser();
    const watched = new WatchedPage(street, browser, await browser.newPage({ viewport: VIEW }));
    await watched.page.goto(watched.url);
    void watched.#listen();
    await until("a frame", () => watched.#frame !== null, 20);
    return watched;
  }

  get url(): string {
    return /http:\/\/127\.0\.0\.1:\d+\//.exec(this.#street.err)?.[0] ?? "";
  }
  get frame(): Frame {
    if (this.#frame === null) throw new Error("no frame yet");
    return this.#frame;
  }
  get stage(): Stage {
    if (this.#stage === null) throw new Error("no stage yet");
    return this.#stage;
  }

  press(name: string): Promise<void> {
    return this.page.getByRole("button", { name }).click();
  }
  async ask(wish: Wish): Promise<void> {
    await fetch(`${this.url}do`, { method: "POST", body: JSON.stringify(wish) });
  }
  caption(): Promise<string> {
    return this.page.locator(".caption").innerText();
  }
  sees(what: string, is: (frame: Frame) => boolean, atMostS = 20): Promise<void> {
    return until(what, () => is(this.frame), atMostS);
  }

  async close(): Promise<void> {
    this.#events.abort();
    await this.browser.close();
    this.#street.child.kill("SIGTERM");
    await this.#street.ended();
  }

  async #listen(): Promise<void> {
    try {
      const { body } = await fetch(`${this.url}events`, { signal: this.#events.signal });
      let text = "";
      for await (const piece of (body ?? []) as AsyncIterable<Uint8Array>) {
        const events = (text + new TextDecoder().decode(piece)).split("\n\n");
        text = events.pop() ?? "";
        for (const event of events) this.#take(JSON.parse(event.slice("data: ".length)) as ToPage);
      }
    } catch {
      // Ended by `close`, or by the street: whoever waits for a frame then waits in vain, and says so.
    }
  }

  #take(message: ToPage): void {
    if (message.m === "stage") this.#stage = message.stage;
    this.#frame = message.m === "stage" ? message.stage.frame : message.frame;
  }
}
