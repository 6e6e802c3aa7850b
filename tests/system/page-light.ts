import type { WatchedPage } from "./watched-page.ts";

/** Where the pavement lies in the street's canvas, as a share of its height down to the kerb; see street-page.md. */
const PAVEMENT = 0.78;
const PATCH_PX = 24;

/** Mean brightness, 0 to 255, of the pavement under each of these posts, as it is on the screen. */
export async function lightOf(
  { page, stage, browser }: WatchedPage,
  posts: readonly [number, number],
): Promise<[number, number]> {
  // The page itself lets nothing be loaded but its own.
  const blank = await browser.newPage();
  const canvas = page.locator("canvas").first();
  const box = await canvas.boundingBox();
  if (box === null) throw new Error("the street is not on the page");
  const [first, last] = [stage.posts[0]?.atM ?? 0, stage.posts.at(-1)?.atM ?? 0];
  const bright = async (post: number): Promise<number> => {
    const share = ((stage.posts[post]?.atM ?? 0) - first + 11) / (last - first + 22);
    const clip = {
      x: Math.round(box.x + share * box.width - PATCH_PX / 2),
      y: Math.round(box.y + PAVEMENT * box.height),
      ...{ width: PATCH_PX, height: PATCH_PX / 2 },
    };
    const png = (await page.screenshot({ clip })).toString("base64");
    return blank.evaluate(meanBrightness, png);
  };
  const light: [number, number] = [await bright(posts[0]), await bright(posts[1])];
  await blank.close();
  return light;
}

/** Runs in a page. */
async function meanBrightness(png: string): Promise<number> {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
  if (context === null) return NaN;
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let sum = 0;
  for (let at = 0; at < data.length; at += 4) sum += ((data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0)) / 3;
  return sum / (data.length / 4);
}
