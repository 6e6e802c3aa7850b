import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ROOT } from "../setup/vitest-run.ts";
import { WatchedPage } from "./watched-page.ts";

/** `npm run screenshots`: the page as `docs/street.md` shows it, each picture of a street begun anew. */
const FOLDER = join(ROOT, "docs/street");
const DESKTOP = { width: 1_280, height: 800 };
const PHONE = { width: 360, height: 740 };
const SETTLE_MS = 2_500;

type Picture = {
  readonly name: string;
  readonly query?: string;
  readonly view?: typeof DESKTOP;
  readonly act?: (street: WatchedPage) => Promise<void>;
};

/** Presses a verb's key, and waits until there is something to see of it. */
const press =
  (key: string, forMs: number) =>
  async ({ page }: WatchedPage) => {
    await page.keyboard.press(key);
    await pause(forMs);
  };
const tab = async ({ page }: WatchedPage, device: string, name: string) => {
  await page.getByRole("button", { name: new RegExp(`^${device}`, "i") }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name }).click();
};
/** The fuller bin presses by itself some seconds after the start. */
const pressing = (street: WatchedPage) => street.sees("the ram", ({ bins }) => (bins[1]?.ramMm ?? 0) > 35, 60);

const PICTURES: readonly Picture[] = [
  { name: "first-second" },
  { name: "phone", view: PHONE },
  { name: "sunlight", query: "theme=sunlight" },
  { name: "swedish", query: "lang=sv" },
  { name: "walk", act: press("1", 9_000) },
  { name: "litter", act: press("2", 9_000) },
  { name: "jam", act: jammed },
  { name: "network-cut", act: press("4", 65_000) },
  { name: "clock-lost", act: press("5", 4_000) },
  { name: "states-of-a-bin", act: statesOfBin },
  { name: "chart", act: chartOfLamp },
];

async function jammed(street: WatchedPage): Promise<void> {
  await street.page.keyboard.press("3");
  await tab(street, "bin 2", "Why");
  await pressing(street);
  await pause(3_000);
}

async function statesOfBin(street: WatchedPage): Promise<void> {
  await tab(street, "bin 2", "States");
  await pressing(street);
}

async function chartOfLamp(street: WatchedPage): Promise<void> {
  await tab(street, "lamp 5", "Chart");
  await street.press("10× real time");
  await pause(14_000);
}

const wanted = process.argv.slice(2);
mkdirSync(FOLDER, { recursive: true });
for (const picture of PICTURES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) await take(picture);

async function take({ name, query = "lang=en", view = DESKTOP, act }: Picture): Promise<void> {
  const street = await WatchedPage.open();
  try {
    await street.page.setViewportSize(view);
    await street.page.goto(`${street.url}?${query}`);
    await pause(SETTLE_MS);
    await act?.(street);
    await street.page.screenshot({ path: join(FOLDER, `${name}.jpg`), type: "jpeg", quality: 85 });
    process.stdout.write(`docs/street/${name}.jpg\n`);
  } finally {
    await street.close();
  }
}
