import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { Stage } from "./protocol.ts";

/** The files that the page is made of. */
export type PageFiles = {
  /** What of its own scripts stands in the page itself, as a content security policy names it. */
  readonly inlined: readonly string[];
  page(stage: Stage): Promise<string>;
  serve(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
};

const ROOT = join(import.meta.dirname, "../page");
/** Where a build for a package puts the page, with everything in it; a checkout has none. */
const BUILT = join(ROOT, "built", "page.html");

/** Of a package, the page as it was built; of a checkout, its sources through vite, so that nobody has to build. */
export async function pageFiles(file = BUILT): Promise<PageFiles> {
  const built = await readFile(file, "utf8").catch(() => null);
  if (built === null) return sources();
  return {
    inlined: [...built.matchAll(SCRIPT)].map(([, script = ""]) => `'sha256-${hashOf(script)}'`),
    page: (stage) => Promise.resolve(withStage(built, stage)),
    serve: (_request, response) => {
      response.writeHead(404).end();
    },
    close: () => Promise.resolve(),
  };
}

/** What the page's sources import, and nothing else of the machine. */
const REPOSITORY = join(ROOT, "../..");
const SERVED = ["hal-mocks", "device/contract", "device/measure", "device/words", "node_modules"].map((path) =>
  join(REPOSITORY, path),
);
/** Helpers of a developer at work on a page: one of them starts an editor. */
const isVitesOwn = ({ url = "" }: IncomingMessage): boolean => url.startsWith("/__");

/** There is no page, and this is why. */
export function noFiles(why: string): PageFiles {
  return {
    inlined: [],
    page: () =>
      Promise.resolve(`<!doctype html><title>gaturum street</title><pre>${why.replaceAll("<", "&lt;")}</pre>`),
    serve: (_request, response) => {
      response.writeHead(404).end();
    },
    close: () => Promise.resolve(),
  };
}

async function sources(): Promise<PageFiles> {
  const [{ createServer }, { PAGE_BUILD }] = await Promise.all([import("vite"), import("../page/vite-settings.ts")]);
  const vite = await createServer({
    ...PAGE_BUILD,
    root: ROOT,
    appType: "custom",
    logLevel: "error",
    server: { middlewareMode: true, hmr: false, ws: false, watch: null, fs: { strict: true, allow: SERVED } },
    // What the page needs are modules already; looking for more would reload it under whoever watches.
    optimizeDeps: { noDiscovery: true, include: [] },
  });
  return {
    inlined: [],
    page: async (stage) => withStage(await readFile(join(ROOT, "index.html"), "utf8"), stage),
    serve: (request, response) => {
      if (isVitesOwn(request)) {
        response.writeHead(404).end();
        return;
      }
      vite.middlewares(request, response, () => {
        response.writeHead(404).end();
      });
    },
    close: () => vite.close(),
  };
}

/** Its first picture is data, and no script. */
const SCRIPT = /<script>(.*?)<\/script>/gs;
const hashOf = (script: string): string => createHash("sha256").update(script).digest("base64");

const PLACE = "/*stage*/";

/** Puts the first picture into the page. No text in it can end the element that it stands in. */
export function withStage(html: string, stage: Stage): string {
  return html.replace(PLACE, () => JSON.stringify(stage).replaceAll("<", String.raw`\u003c`));
}
