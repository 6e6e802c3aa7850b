import { readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { build, type Plugin } from "vite";
import type { StreetMaterial } from "../../host/memory-street.ts";
import { PAGE_BUILD } from "../vite-settings.ts";

const PAGE = join(import.meta.dirname, "..");
const STYLE = /<link rel="stylesheet" href="(.+?)" \/>/;
const SCRIPT = /<script type="module" src="(.+?)"><\/script>/;
/** Nothing is fetched from anywhere: what the page is made of stands in it. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline' blob:; worker-src blob:; style-src 'unsafe-inline'; img-src data: blob:";

/** The page for a server, which puts the first picture in; all files in one. */
export async function pageTemplate(): Promise<string> {
  const html = await readFile(join(PAGE, "index.html"), "utf8");
  const { script, style } = await bundled([partOf(html, STYLE), partOf(html, SCRIPT)]);
  return assembled(html, style, element(script));
}

/** The page with its street in it. */
export async function streetTemplate(material: StreetMaterial): Promise<string> {
  const html = await readFile(join(PAGE, "index.html"), "utf8");
  const page = await bundled([partOf(html, STYLE), "./static/page-with-worker.ts", partOf(html, SCRIPT)]);
  const worker = await bundled(["./static/street-worker.ts"]);
  const program = `globalThis.gaturumMaterial=${JSON.stringify(material)};\n${worker.script}`;
  const scripts = `${element(program, ' type="text/plain" id="street-worker"')}\n    ${element(page.script)}`;
  const policy = `<meta http-equiv="Content-Security-Policy" content="${POLICY}" />`;
  return assembled(html, page.style, scripts).replace("<title>", () => `${policy}\n    <title>`);
}

const element = (script: string, attributes = ""): string => `<script${attributes}>${closed(script)}</script>`;

/** No text in a script can end the element that it stands in. */
const closed = (script: string): string => script.replaceAll(/<(?=\/script|!--)/gi, String.raw`\x3C`);

function assembled(html: string, style: string, scripts: string): string {
  return html.replace(STYLE, () => `<style>${style}</style>`).replace(SCRIPT, () => scripts);
}

function partOf(html: string, pattern: RegExp): string {
  const found = pattern.exec(html)?.[1];
  if (found === undefined) throw new Error(`hal-mocks/page/index.html has no element like ${pattern.source}`);
  return found;
}

/** No such file lies there: it is made of what is to be loaded. */
const ENTRY = join(PAGE, "entry.ts");

/** Loads these files of the page in their order, as one classic script and one style sheet. */
export async function bundled(files: readonly string[]): Promise<{ readonly script: string; readonly style: string }> {
  const entry: Plugin = {
    name: "entry",
    resolveId: (source) => (source === ENTRY ? ENTRY : null),
    load: (id) => (id === ENTRY ? files.map((file) => `import ${JSON.stringify(file)};`).join("\n") : null),
  };
  const built = await build({
    ...PAGE_BUILD,
    root: PAGE,
    logLevel: "error",
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
    plugins: [NOTHING_OF_NODE, entry],
    build: {
      ...{ write: false, minify: true, reportCompressedSize: false, target: "es2022" },
      lib: { entry: ENTRY, formats: ["iife"], name: "gaturum" },
    },
  });
  const outputs = [built].flat().flatMap((one) => ("output" in one ? one.output : []));
  const script = outputs.map((one) => (one.type === "chunk" ? one.code : "")).join("");
  const style = outputs.map((one) => (one.type === "asset" ? String(one.source) : "")).join("");
  refuseNode(script, files);
  return { script, style };
}

/** A browser has neither Node's modules nor its globals; a stand-in would only fail later, and less clearly. */
const NOTHING_OF_NODE: Plugin = {
  name: "nothing-of-node",
  enforce: "pre",
  resolveId(source, importer) {
    if (isBuiltin(source)) throw new Error(`${importer ?? "the page"} would bring ${source} into a browser`);
  },
};
const GLOBALS_OF_NODE = /(?<![.\w$])(?:process|Buffer)\.\w+/;

function refuseNode(script: string, files: readonly string[]): void {
  const found = GLOBALS_OF_NODE.exec(script)?.[0];
  if (found !== undefined) throw new Error(`${files.join(" and ")} would use ${found} in a browser`);
}
