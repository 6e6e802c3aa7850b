import { resolve } from "node:path";

/** What the verb reads where no config is named. */
const CONFIG_FILE = "/etc/gaturum/device.yaml";
/** What a shell takes as it is. */
const PLAIN = /^[\w./:@%+,-]+$/;

/** Behind a command of ours, so that it works where this check was typed: nothing, or ` --config post.yaml`. */
export function configWords(file: string): string {
  if (resolve(file) === CONFIG_FILE) return "";
  return ` --config ${PLAIN.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`}`;
}
