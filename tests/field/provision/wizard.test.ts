import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { OnTerminal } from "../pty.ts";
import { needs } from "../../setup/programs.ts";

/** Each question, an answer that is wrong and what it is told, and one that is right. */
const TALK: readonly (readonly [question: string, wrong: string, told: string, right: string])[] = [
  ["(tenant)", "Stockholm City", "Write small letters, digits and -", "stockholm"],
  ["Its name for the city", "post 1", "Write small letters, digits, - and _", "post-1"],
  ["What it is: lamp-post", "lamp", "Write lamp-post, litter-bin, bus-shelter.", "lamp-post"],
  ["Where it stands", "59.32938 18.06871", "Write latitude and longitude, such as 59.32938 N", "59.32938 N 18.06871 E"],
  ["The place in words", "x".repeat(65), "Write at most 64 characters", "Hornsgatan"],
  ["The number on its plate", "", "An answer is needed.", "4711-1"],
  ["The cabinet", "\u{1F600}", "no emoji", "SK-204"],
  ["The phase", "L4", "Write L1, L2, L3 or unknown.", "L2"],
  ["Groups whose commands", "North", "Write one to four names", "north"],
  ["The city's broker", "mqtt://127.0.0.1:1883", "is not encrypted. Write mqtts://", "mqtts://127.0.0.1:8883"],
];

/** At which questions it is stopped; each costs a third of a second of processor. The last two are the yes, and a no. */
const STOPS =
  process.env["GATURUM_STOPS"] === "all" ? Array.from({ length: TALK.length + 2 }, (_, at) => at) : [0, 1, 5, 10, 11];

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** The wizard in an empty folder. */
function wizard(...more: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-wizard-"));
  const terminal = new OnTerminal(["provision", ...more], folder);
  ends.push(() => {
    terminal.close();
    rmSync(folder, { recursive: true });
  });
  return { folder, terminal };
}

needs("socat")("the wizard of gaturum provision", () => {
  it("every question answered wrongly once, and once more: it says what to write, and makes the device", async () => {
    const { folder, terminal } = wizard("--ca", "ca", "--new-ca");
    for (const [question, wrong, told, right] of TALK) {
      await terminal.sees(question);
      terminal.types(wrong);
      await terminal.sees(told);
      await terminal.sees(question);
      terminal.types(right);
    }
    await terminal.sees("Write post-1? Type yes: ");
    expect(readdirSync(folder)).toEqual([]);
    terminal.types("yes");
    expect(await terminal.ended()).toBe(0);
    await terminal.sees("device stockholm post-1 group=north");
    const config = readFileSync(join(folder, "post-1/device.yaml"), "utf8");
    for (const text of ["Hornsgatan", "4711-1", "SK-204", "L2", "mqtts://127.0.0.1:8883"])
      expect(config).toContain(text);
    expect(existsSync(join(folder, "post-1/tls/device.pem"))).toBe(true);
  });

  it("answers typed before they are asked for are taken in their order, a wrong one is asked for again", async () => {
    const { folder, terminal } = wizard("--ca", "ca", "--new-ca");
    await terminal.sees("(tenant)");
    // One write, as by someone who pastes them.
    terminal.types(["Stockholm City", ...TALK.map(([, , , right]) => right), "yes"].join("\r"));
    expect(await terminal.ended()).toBe(0);
    await terminal.sees("Write small letters, digits and -");
    await terminal.sees("device stockholm post-1 group=north");
    expect(readFileSync(join(folder, "post-1/device.yaml"), "utf8")).toContain("Hornsgatan");
  });

  it("Ctrl-C or a signal at any question, and anything but yes at the last: nothing is written", async () => {
    const answers = [...TALK.map(([question, , , right]) => [question, right] as const), ["Type yes", "y"] as const];
    // Two of them end by a signal from elsewhere, the others by the key.
    await Promise.all(
      STOPS.map(async (stopAt) => {
        const { folder, terminal } = wizard("--ca", "ca", "--new-ca");
        for (const [question, right] of answers.slice(0, stopAt)) {
          await terminal.sees(question);
          terminal.types(right);
        }
        if (stopAt < answers.length) {
          await terminal.sees(answers[stopAt]?.[0] ?? "");
          if (stopAt === 1) terminal.kill("SIGTERM");
          else if (stopAt === 5) terminal.kill("SIGINT");
          else terminal.pressesCtrlC();
        }
        expect([stopAt, await terminal.ended()]).toEqual([stopAt, 1]);
        await terminal.sees("Nothing was written.");
        expect(readdirSync(folder)).toEqual([]);
      }),
    );
  });

  it("gives up after five answers that cannot be taken", async () => {
    const { folder, terminal } = wizard();
    for (const n of [1, 2, 3, 4, 5]) {
      await terminal.sees("(tenant)");
      terminal.types(`No ${n}`);
    }
    expect(await terminal.ended()).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("what can be refused is refused before the first question", async () => {
    const { terminal } = wizard("--ca", "no-ca");
    expect(await terminal.ended()).toBe(1);
    expect(terminal.said.trim()).toBe("no-ca: no such folder. Say --new-ca, and it is made.");
  });
});
