import { millis, type Instant, type Millis } from "../../device/measure/time.ts";

/** What systemd says in the environment of a process that it started (sd_notify(3), sd_watchdog_enabled(3)). */
export type Asked = {
  /** A path, or a name of the abstract namespace that begins with @. Null: nobody wants to hear. */
  readonly socket: string | null;
  /** Silence of so long is taken for a hang. Null: nobody waits for signs of life. */
  readonly watchdogMs: Millis | null;
};

export function asked(env: NodeJS.ProcessEnv, pid: number): Asked {
  const socket = env["NOTIFY_SOCKET"] ?? "";
  const watchdogMs = Number(env["WATCHDOG_USEC"]) / 1_000;
  const forOther = env["WATCHDOG_PID"] !== undefined && Number(env["WATCHDOG_PID"]) !== pid;
  return {
    socket: socket === "" ? null : socket,
    watchdogMs: watchdogMs > 0 && Number.isFinite(watchdogMs) && !forOther ? millis(watchdogMs) : null,
  };
}

/** Hands a message over without waiting. Null: it went; else the kernel's name of the error. */
export type Notify = (message: string) => string | null;

/**
 * Tells the service manager (systemd) how this process is. Nothing here has a timer: `alive` is called by what must be
 * alive, and leaves out what comes too soon.
 */
export class Systemd {
  readonly #notify: Notify;
  readonly #aliveEveryMs: number;
  readonly #say: (line: string) => void;
  #ready = false;
  #nextAliveAt = 0;
  #failed = false;

  constructor(notify: Notify, watchdogMs: Millis | null, say: (line: string) => void) {
    this.#notify = notify;
    this.#aliveEveryMs = watchdogMs === null ? Infinity : watchdogMs / 2;
    this.#nextAliveAt = watchdogMs === null ? Infinity : 0;
    this.#say = say;
  }

  /** Half of the time after which silence is a hang, as sd_watchdog_enabled(3) advises; infinite: nobody waits. */
  get aliveEveryMs(): number {
    return this.#aliveEveryMs;
  }

  /** The first call counts. */
  ready(): void {
    if (!this.#ready) this.#tell("READY=1");
    this.#ready = true;
  }

  alive(now: Instant): void {
    if (now < this.#nextAliveAt) return;
    this.#nextAliveAt = now + this.#aliveEveryMs;
    this.#tell("WATCHDOG=1");
  }

  stopping(): void {
    this.#tell("STOPPING=1");
  }

  /** What cannot be told is told again at its next time; the log hears of it once. */
  #tell(message: string): void {
    const error = this.#notify(message);
    if (error !== null && !this.#failed) {
      this.#say(`systemd could not be told ${message} (${error}): check NOTIFY_SOCKET and NotifyAccess= of the unit.`);
    }
    this.#failed = error !== null;
  }
}

/** Loads the way to the socket only where someone listens: a bench start carries none of it. */
export async function openSystemd(env: NodeJS.ProcessEnv, pid: number, say: (line: string) => void): Promise<Systemd> {
  const { socket, watchdogMs } = asked(env, pid);
  if (socket === null) return new Systemd(() => null, null, say);
  const { notifyOver } = await import("./notify-socket.ts");
  return new Systemd(notifyOver(socket), watchdogMs, say);
}
