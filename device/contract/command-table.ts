import { z } from "zod";
import { COMMANDS } from "./commands.ts";

/** Every command with its arguments, as `docs/backend.md` shows it. */
export function commandTable(): string {
  const rows = COMMANDS.map(({ name, devices, args, repeatable, meaning }) => {
    const of = devices.map((kind) => (kind === "lamp-post" ? "post" : "bin")).join(", ");
    const given = Object.entries(args.shape).map(([key, value]) => {
      const optional = value instanceof z.ZodOptional;
      return `\`${key}\`${optional ? "?" : ""}`;
    });
    return `| \`${name}\` | ${of} | ${given.join(", ")} | ${repeatable ? "again" : "409 unknown"} | ${meaning} |`;
  });
  const head = "| command | of | arguments | after a crash | does |\n|---|---|---|---|---|";
  return `${[head, ...rows].join("\n")}\n`;
}
