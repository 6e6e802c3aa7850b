import { expect, it } from "vitest";
import { plain, plainJson } from "../../device/backend/plain.ts";

/** As a stranger may name a place: a bell, a CSI of C0 and of C1, and what turns the rest of a line round. */
const NAME = "Hornsgatan\u0007\u001b[2J\u009b2J\u007f\u202eplats 🌳 Åsö\u2028";

it("a text of others moves nothing on a terminal, and stays readable", () => {
  expect(plain(NAME)).toBe("Hornsgatan??[2J?2J??plats 🌳 Åsö?");
});

it("nor does JSON, and it says the same", () => {
  const line = plainJson({ label: NAME });
  expect(line).toBe(plain(line));
  expect(JSON.parse(line)).toEqual({ label: NAME });
});
