/** What a terminal can draw, as far as its environment tells. */
export function drawable(env: NodeJS.ProcessEnv): { readonly unicode: boolean; readonly colour: boolean } {
  const locale = [env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find((text) => text !== undefined && text !== "") ?? "";
  // NO_COLOR with any text means no colour: https://no-color.org
  const colour = (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
  return { unicode: /utf-?8/i.test(locale), colour };
}
