// `npm run dev`: every file is type checked as it is loaded. ts-node takes its settings from tests/tsconfig.dev.json.
import { register } from "node:module";
import { fileURLToPath } from "node:url";

process.env.TS_NODE_PROJECT ??= fileURLToPath(new URL("tsconfig.dev.json", import.meta.url));
register("./ts-node-hooks.mjs", import.meta.url);
