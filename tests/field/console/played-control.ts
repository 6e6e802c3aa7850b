import { createServer, type Server } from "node:net";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A lamp post at rest, as control tells it. */
export const AT_REST = {
  figures: { cycles: 100, lateCycles: 1, missedCycles: 0, worstLateMs: 1, worstLateLastHourMs: 1 },
  outputs: { levelPct: 30 },
  readings: {
    motion: { ok: true, at: 1, value: { active: false, edges: 0, lastEdgeAt: null } },
    daylight: { ok: false, at: 1, fault: { part: "lux-1", cause: "absent" } },
    lamp: { ok: true, at: 1, value: { levelPct: 30, powerW: 12.3 } },
    clock: { ok: true, at: 1, value: { offsetMs: 0, quality: "sync", errorMs: 5 } },
  },
  kind: "lamp-post",
  waiting: 1,
  writeFaults: [],
};
export const DECIDED = {
  ...{ at: 1, ts: 1_790_000_000_000, subject: "lamp", reason: "base", text: "100 -> 30 %  nobody is near" },
  because: { fromPct: 100, levelPct: 30, motion: "nobody" },
};

type Asked = { readonly ask: string; readonly verb?: string; readonly args?: object };

/** A control that says what the test has it say, over a local socket as control has one. */
export class PlayedControl {
  status: object = AT_REST;
  decisions: readonly object[] = [DECIDED];
  answer: object = { code: 200, result: "it blinks for 60 s" };
  /** What a request changes in it. */
  onRequest = (): void => undefined;
  /** The requests that came, in order. */
  readonly wishes: Asked[] = [];
  /** As GATURUM_RUN_DIR has it, with the device `post-1` in it. */
  readonly runDir = mkdtempSync(join(tmpdir(), "gaturum-played-"));
  readonly path = join(this.runDir, "post-1", "control.sock");
  #server: Server | null = null;

  async listen(): Promise<void> {
    mkdirSync(dirname(this.path), { recursive: true });
    const server = createServer((socket) => {
      socket.on("error", () => socket.destroy());
      socket.once("data", (piece) => socket.end(this.#said(JSON.parse(String(piece)) as Asked)));
    });
    await new Promise<void>((resolve) => server.listen(this.path, resolve));
    this.#server = server;
  }

  /** As when its process dies. */
  async vanish(): Promise<void> {
    await new Promise((resolve) => (this.#server === null ? resolve(null) : this.#server.close(resolve)));
    this.#server = null;
  }

  async close(): Promise<void> {
    await this.vanish();
    rmSync(this.runDir, { recursive: true });
  }

  #said(question: Asked): string {
    if (question.ask === "request") {
      this.wishes.push(question);
      this.onRequest();
    }
    const lines = { status: [this.status], why: this.decisions, request: [this.answer] }[question.ask] ?? [];
    return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  }
}
