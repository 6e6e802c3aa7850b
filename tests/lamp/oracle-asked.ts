import type { Request } from "../../device/measure/decision.ts";
import type { WallClock } from "../../device/measure/time.ts";

type Asked = { readonly at: number; readonly wall: number | null; readonly request: Request };
const MINUTE = 60_000;

/** What was asked of a lamp, found by looking back over all that ever was. `wall` null: no trusted clock. */
export class AskedHistory {
  readonly #asked: Asked[] = [];
  /** Moments of wall time that were reached since: an override that was over then stays over. */
  #over: { readonly asked: Asked } | null = null;

  note(requests: readonly Request[], now: number, clock: WallClock | null): void {
    this.override(now, clock);
    const wall = clock === null ? null : now + clock.offsetMs;
    for (const request of requests) this.#asked.push({ at: now, wall, request });
  }

  /** The level of the override in force; null: none. Asked at every change of the clock, for one that is over stays so. */
  override(now: number, clock: WallClock | null): number | null {
    const last = this.#asked.findLast(({ request }) => request.verb === "dim-clear" || isDim(request));
    if (last === undefined || last.request.verb === "dim-clear" || this.#over?.asked === last) return null;
    const forMs = 1_000 * Number(last.request.args["forS"] ?? 7_200);
    const byWall = clock !== null && last.wall !== null && now + clock.offsetMs >= last.wall + forMs;
    if (now < last.at + forMs && !byWall) return Number(last.request.args["levelPct"]);
    this.#over = { asked: last };
    return null;
  }

  /** Every level that someone at the lamp may see now; null: nobody works at it or looks for it. */
  commissioning(now: number, floorPct: number): readonly number[] | null {
    let state: { since: number; until: number; levels: readonly number[]; works: boolean } | null = null;
    for (const { at, request } of this.#asked) {
      const before = state !== null && at < state.until ? state : null;
      state = this.#next(before, at, request, floorPct);
    }
    return state !== null && now < Math.min(state.until, state.since + 30 * MINUTE) ? state.levels : null;
  }

  #next(
    before: { since: number; until: number; levels: readonly number[]; works: boolean } | null,
    at: number,
    { verb, from, args }: Request,
    floorPct: number,
  ) {
    if (verb === "identify" && before?.works !== true) {
      const since = before?.since ?? at;
      return {
        since,
        until: at + MINUTE,
        levels: [100, Math.max(1, floorPct)],
        works: false,
      };
    }
    const { levelPct } = args;
    if (from !== "site") return before;
    if (verb === "commission-end") return null;
    if (verb !== "commission" || typeof levelPct !== "number" || levelPct < 0 || levelPct > 100) return before;
    const since = before?.works === true ? before.since : at;
    return { since, until: at + 2 * MINUTE, levels: [levelPct], works: true };
  }
}

const isDim = ({ verb, args }: Request): boolean => {
  const { levelPct, forS = 7_200 } = args;
  const good = typeof levelPct === "number" && levelPct >= 0 && levelPct <= 100;
  return verb === "dim" && good && typeof forS === "number" && forS >= 1 && forS <= 86_400;
};
