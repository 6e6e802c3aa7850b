import type { UserConfig } from "vite";

/** How the page's sources become what a browser takes, served and built alike. No file of vite's own is read. */
export const PAGE_BUILD = {
  configFile: false,
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
} satisfies UserConfig & { configFile: false };
