import { afterAll, beforeAll, expect, it } from "vitest";
import { LAMP_FAULTS, recorded } from "../simulation/recorded.ts";
import { needs } from "../setup/programs.ts";
import { until } from "../link/link-process.ts";
import { onFreePorts } from "./street-process.ts";
import { WatchedPage } from "./watched-page.ts";

const LONG_MS = 60_000;
/** From second 19 of a record on, and where each leads. */
const KEYS = [
  ["ArrowRight", 20],
  ["ArrowRight", 21],
  ["ArrowLeft", 20],
] as const;
/** Lasts a minute, and expects one device more than there is. */
const UNMET = `scenario: one too many
caption: { en: "Nobody comes.", sv: "Ingen kommer." }
starts: 2026-11-25T20:00Z
lasts: 1 min
expect:
  online: 9
`;

needs("chromium-headless-shell")("a file that is opened on the page", () => {
  let street: WatchedPage;
  let record: string;
  const wished: number[] = [];
  const open = (name: string, text: string): Promise<void> =>
    street.page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

  beforeAll(async () => {
    record = (await recorded("lamp-post.yaml", LAMP_FAULTS)).text;
    street = await WatchedPage.open();
    street.page.on("request", (request) => {
      const wish = JSON.parse(request.postData() ?? "{}") as { readonly do?: string; readonly to?: number };
      if (wish.do === "wall" && wish.to !== undefined) wished.push(wish.to);
    });
    await street.page.goto(`${street.url}?lang=sv`);
  }, LONG_MS);
  afterAll(() => street.close());

  it("is refused in the page's language; what the checker says is marked as English", async () => {
    const { page } = street;
    await open("fel.yaml", UNMET.replace("lasts:", "last:"));
    const notice = page.locator(".notice");
    await notice.getByText("fel.yaml är inte ett scenario som det ska vara.").waitFor();
    const english = notice.locator("[lang=en]");
    expect(await english.innerText()).toMatch(/^fel\.yaml:4:1: there is no key "last"/);
    await page.getByRole("button", { name: "EN", exact: true }).click();
    await notice.getByText("fel.yaml is not a scenario as it should be.").waitFor();
    await page.getByRole("button", { name: "SV", exact: true }).click();
    await page.getByRole("button", { name: "Stäng" }).click();
    await notice.waitFor({ state: "detached" });
    await open("brev.yaml", "x".repeat(70_000));
    await notice.getByText("brev.yaml är varken ett scenario eller").waitFor();
    expect(await english.count()).toBe(0);
  });

  it(
    "is a scenario, whose verdict is in the page's language",
    async () => {
      const { page } = street;
      await open("en.yaml", UNMET);
      await street.sees("the scenario", ({ stage }) => stage === 2);
      await page.getByRole("button", { name: "1000× verklig tid" }).click();
      const verdict = page.locator(".outcome");
      await verdict.getByText("staden räknar 8 enheter som uppkopplade, inte 9").waitFor({ timeout: 30_000 });
      expect(await verdict.locator("[lang=en]").count()).toBe(0);
      await page.getByRole("button", { name: "EN", exact: true }).click();
      await verdict.getByText("the city counts 8 devices online, not 9").waitFor();
      await page.getByRole("button", { name: "SV", exact: true }).click();
    },
    LONG_MS,
  );

  it(
    "is a flight record: an arrow key winds it once, and what it cannot know is no number",
    async () => {
      const { page } = street;
      await open("stolpe.jsonl", record);
      await street.sees("the record", ({ stage }) => stage === 3);
      await page.getByRole("button", { name: "Pausa" }).click();
      await street.sees("the record to stand", ({ speed }) => speed === 0);
      const slider = page.getByRole("slider", { name: "Tidpunkt i inspelningen" });
      await slider.fill("19000");
      await street.sees("another moment", ({ at }) => Math.round(at) === 19_000);
      wished.length = 0;
      const beganAt = street.frame.wall - street.frame.at;
      for (const [key, second] of KEYS) {
        await slider.press(key);
        await street.sees("another second", ({ at }) => Math.round(at) === 1_000 * second);
      }
      expect(wished).toEqual(KEYS.map(([, second]) => Math.round(beganAt + 1_000 * second)));
      const figures = await page.locator(".figures .small li").allInnerTexts();
      expect(figures).toEqual(["– rapporter väntar", "– sena varv", "– av 1 uppkopplade"]);
      expect(await page.locator(".figures .number").allInnerTexts()).toEqual(["–", "–", "–"]);
    },
    LONG_MS,
  );

  it("had nothing to complain of", () => {
    expect(street.troubles).toEqual([]);
  });
});

it(
  "a flight record that is opened on the page is told in the terminal's lines too, to the last",
  async () => {
    const { text } = await recorded("lamp-post.yaml", LAMP_FAULTS);
    const street = await onFreePorts([]);
    try {
      await until("the page's address", () => street.err.includes("http://"), 20);
      const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(street.err)?.[0] ?? "";
      const wish = { do: "open", file: "post.jsonl", text };
      const answer = await fetch(`${url}do`, { method: "POST", body: JSON.stringify(wish) });
      expect(await answer.json()).toEqual({ ok: true });
      await until("its line", () => street.lines.at(-1)?.startsWith("record of post-4711-0382, ") === true, 20);
      expect(street.lines.at(-1)).toMatch(/, 0:\d\d of 10:00 {2}lamps .* {2}-\/1 online {2}- waiting {2}late -$/);
    } finally {
      street.child.kill("SIGTERM");
    }
    expect(await street.ended()).toBe(0);
    expect(street.lines.at(-1)).toMatch(/^The street ended: 1 controller, – records \(– invalid\), saved – net, /);
  },
  LONG_MS,
);
