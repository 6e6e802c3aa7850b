import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { monotonicNow } from "../../../device/control/monotonic.ts";
import { BOUNCE_MS } from "../../../device/field/console/acts.ts";
import { Desk } from "../../../device/field/console/desk.ts";
import { IDLE_MS } from "../../../device/field/console/ending.ts";
import { TRY_EVERY_MS } from "../../../device/field/console/gate.ts";
import { ConsoleServer } from "../../../device/field/console/server.ts";
import { after, epochMs, millis } from "../../../device/measure/time.ts";
import { until } from "../../link/link-process.ts";
import { AT_REST, PlayedControl } from "./played-control.ts";

const CODE = "K7QF-2M9P-XW01";
const WRONG = new Error("no clock");
const WAY = { address: "127.0.0.1", names: ["127.0.0.1", "localhost"], from: "127.0.0.0/8" };
type Said = { readonly code: number; readonly headers: IncomingHttpHeaders; readonly body: string };

describe("the console's server", () => {
  let control: PlayedControl;
  let server: ConsoleServer;
  /** Moves its clock on. */
  let laterMs = 0;
  let cookie = "";
  /** Its wall clock throws, as a mistake of ours would. */
  let isWrong = false;
  const mistakes: unknown[] = [];

  beforeEach(async () => {
    [laterMs, cookie, isWrong] = [0, "", false];
    mistakes.length = 0;
    control = new PlayedControl();
    await control.listen();
    const now = () => after(monotonicNow(), millis(laterMs));
    const wall = () => {
      if (isWrong) throw WRONG;
      return epochMs(1_790_000_000_000);
    };
    const desk = new Desk("post-1", control.path, { now, wall });
    const tell = (mistake: unknown) => void mistakes.push(mistake);
    server = await ConsoleServer.start(0, { way: WAY, desk, code: CODE, now, tell });
  });
  afterEach(async () => {
    await server.stop("asked");
    await control.close();
  });

  function say(method: string, path: string, body = "", headers: Record<string, string> = {}): Promise<Said> {
    const own = method === "POST" ? { Origin: server.url.slice(0, -1) } : {};
    return new Promise((resolve, reject) => {
      const sent = httpRequest(server.url, {
        method,
        path,
        agent: false,
        headers: { cookie, ...own, ...headers },
      });
      sent.on("error", reject);
      sent.on("response", (response) => {
        void text(response).then((said) =>
          resolve({ code: response.statusCode ?? 0, headers: response.headers, body: said }),
        );
      });
      sent.end(body);
    });
  }
  const code = (typed: string, headers = {}) => say("POST", "/session", `code=${typed}`, headers);
  async function signIn(): Promise<void> {
    const [given = ""] = (await code(CODE)).headers["set-cookie"] ?? [];
    cookie = given.split(";")[0] ?? "";
  }
  const press = (act: string) => say("POST", "/act", `act=${act}`);
  const pressTwice = async (act: string): Promise<void> => {
    await press(act);
    laterMs += BOUNCE_MS;
    await press(act);
  };

  it("tells a stranger nothing of the device, and does nothing for them", async () => {
    const page = await say("GET", "/");
    expect([page.code, page.body.includes("post-1"), page.body.includes('name="code"')]).toEqual([200, false, true]);
    for (const [method, path] of [
      ["GET", "/events"],
      ["POST", "/act"],
    ] as const)
      expect((await say(method, path, "act=identify")).code, path).toBe(401);
    cookie = "gaturum-console=guessed";
    expect((await say("GET", "/")).body).not.toContain("post-1");
    expect(control.wishes).toEqual([]);
  });

  it("changes the code for a cookie that no script reads and no other site sends, once", async () => {
    expect([(await code("0000")).code, (await code(CODE)).code]).toEqual([403, 403]);
    laterMs += TRY_EVERY_MS;
    const { headers, code: status } = await code(CODE.toLowerCase().replaceAll("-", " "));
    expect([status, headers.location]).toEqual([303, "/?lang=en&theme=sunlight"]);
    expect(headers["set-cookie"]).toEqual([
      expect.stringMatching(/^gaturum-console=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/) as string,
    ]);
    expect((await code(CODE)).body).toContain("The code was used.");
  });

  it("answers to its own names and pages alone", async () => {
    await signIn();
    expect((await say("GET", "/", "", { Host: "evil.example" })).code).toBe(403);
    expect((await code(CODE, { Origin: "http://evil.example" })).code).toBe(403);
    expect((await say("POST", "/act", "act=identify", { Origin: "null" })).code).toBe(403);
    for (const path of ["/../package.json", "/console.js/..%2f", "/act", "/favicon.ico"])
      expect((await say("GET", path)).code, path).toBe(404);
  });

  it.each(["//", "///", "//:x", "http://[", "*"])(
    "goes on after a request for %s, which is no page of it",
    async (path) => {
      expect((await say("GET", path)).code).toBe(404);
      expect((await say("GET", "/")).code).toBe(200);
    },
  );

  it("goes on after a mistake of ours, and tells it", async () => {
    await signIn();
    isWrong = true;
    expect((await say("GET", "/")).code).toBe(500);
    isWrong = false;
    expect((await say("GET", "/")).code).toBe(200);
    expect(mistakes).toEqual([WRONG]);
  });

  it("lets its pages load nothing but its own two files", async () => {
    await signIn();
    const { headers, body } = await say("GET", "/");
    const policy = headers["content-security-policy"] ?? "";
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'/);
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect([headers["cache-control"], headers["x-content-type-options"]]).toEqual(["no-store", "nosniff"]);
    expect([...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = ""]) => link.split("?")[0])).toEqual([
      ...["data:,", "/console.css", "/", "/", "/", "/console.js"],
    ]);
    expect(body).not.toMatch(/<script>|style="|\son\w+="/);
  });

  it("takes no long words", async () => {
    await signIn();
    expect((await code("x".repeat(5_000))).code).toBe(413);
    expect((await say("POST", "/act", `act=identify&who=${"x".repeat(5_000)}`)).code).toBe(400);
    expect((await say("GET", "/", "", { Cookie: "x".repeat(9_000) })).code).toBe(431);
  });

  it("shows what is in the first page, escaped, in both languages", async () => {
    await signIn();
    const fault = { part: "<b>pir", cause: "no-answer", detail: "<script>alert(1)</script>" };
    control.status = { ...AT_REST, readings: { ...AT_REST.readings, motion: { ok: false, at: 1, fault } } };
    const { body } = await say("GET", "/?lang=sv");
    expect(body).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(body).not.toMatch(/<script>|<b>pir/);
    expect(body).toMatch(/Rörelsesensorn: den svarar inte/);
    expect(body).toMatch(/100 → 30 %: ingen är nära/);
    expect(body).toMatch(/class="state current" data-state="base"/);
    expect((await say("GET", "/?lang=en")).body).toMatch(/The motion sensor: it does not answer/);
  });

  it("asks before it does, and says in control's words what became of it", async () => {
    await signIn();
    await say("GET", "/");
    await press("identify");
    expect((await say("GET", "/")).body).toMatch(/The lamp blinks for 60 s, full and dim in turns\./);
    expect(control.wishes).toEqual([]);
    laterMs += BOUNCE_MS;
    expect((await press("identify")).code).toBe(204);
    expect(control.wishes).toEqual([{ ask: "request", verb: "identify", args: {} }]);
    expect((await say("GET", "/")).body).toMatch(/Done:<\/b> <span lang="en">it blinks for 60 s/);
    control.answer = { code: 409, result: "not now: someone works at the lamp" };
    await pressTwice("identify");
    expect((await say("GET", "/")).body).toMatch(/Refused:<\/b> <span lang="en">not now: someone works at the lamp/);
    expect((await press("calibrate")).code).toBe(400);
  });

  it("ends a ramp that nobody sees the end of", async () => {
    await signIn();
    await say("GET", "/");
    await pressTwice("ramp");
    await server.stop("asked");
    expect(control.wishes.map(({ verb, args }) => [verb, args])).toEqual([
      ["commission", { levelPct: 100 }],
      ["commission-end", {}],
    ]);
    expect(await server.ended).toBe("asked");
  });

  it("tells a page what changed, says so when control is gone, and when it is back", async () => {
    await signIn();
    const watch = new AbortController();
    const told: Record<string, string>[] = [];
    const { body } = await fetch(`${server.url}events?lang=en`, { headers: { cookie }, signal: watch.signal });
    const listening = (async () => {
      for await (const piece of (body ?? []) as AsyncIterable<Uint8Array>)
        told.push(JSON.parse(new TextDecoder().decode(piece).slice("data: ".length)) as Record<string, string>);
    })().catch(() => undefined);
    await until("a level", () => told.some(({ now }) => now?.includes("30<small>") === true));
    control.status = { ...AT_REST, outputs: { levelPct: 100 } };
    await until("the new level", () => told.at(-1)?.["now"]?.includes("100<small>") === true);
    expect(Object.keys(told.at(-1) ?? {})).toEqual(["now"]);
    await control.vanish();
    await until("word of it", () => told.at(-1)?.["away"]?.includes("no control is running") === true);
    expect(told.at(-1)?.["now"]).toMatch(/class="number unknown">–/);
    expect(told.at(-1)?.["acts"]).not.toContain("<button");
    await control.listen();
    await until("it is back", () => told.at(-1)?.["away"] === "");
    expect(told.at(-1)?.["log"]).toMatch(/over: control does not answer.*control does not answer/s);
    watch.abort();
    await listening;
  });

  it("ends half an hour after the last look", async () => {
    await signIn();
    laterMs += IDLE_MS - 5_000;
    await say("GET", "/");
    laterMs += IDLE_MS - 5_000;
    expect((await say("GET", "/console.css")).code).toBe(200);
    laterMs += 5_000;
    expect(await server.ended).toBe("idle");
  });

  it("ends when someone guesses at the code", async () => {
    for (let tries = 0; tries < 5; tries += 1) {
      await code(`WRONG-${tries}`);
      laterMs += TRY_EVERY_MS;
    }
    expect(await server.ended).toBe("guessed");
    await expect(code(CODE)).rejects.toThrow(/ECONNREFUSED/);
  });
});
