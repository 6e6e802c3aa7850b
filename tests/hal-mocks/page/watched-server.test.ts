import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchServer } from "../../../hal-mocks/page/watched-server.ts";

class PretendSource {
  static readonly CLOSED = 2;
  static made: PretendSource[] = [];
  readyState = 0;
  onopen: () => void = () => undefined;
  onerror: () => void = () => undefined;

  constructor() {
    PretendSource.made.push(this);
  }
  close(): void {
    this.readyState = PretendSource.CLOSED;
  }
}
const openSources = (): number =>
  PretendSource.made.filter(({ readyState }) => readyState !== PretendSource.CLOSED).length;

function pretendDocument() {
  let changed = (): void => undefined;
  const page = { hidden: false, addEventListener: (_: string, listener: () => void) => (changed = listener) };
  vi.stubGlobal("document", page);
  return (hidden: boolean): void => {
    page.hidden = hidden;
    changed();
  };
}

function watching() {
  const look = pretendDocument();
  const told: boolean[] = [];
  const watched = watchServer((isEnded) => told.push(isEnded));
  watched.listen(() => undefined);
  return { look, told, watched };
}

beforeEach(() => {
  PretendSource.made = [];
  vi.stubGlobal("EventSource", PretendSource);
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("a street in another process", () => {
  it("is listened to only while someone looks", () => {
    const { look } = watching();
    expect(openSources()).toBe(1);
    look(true);
    look(true);
    expect(openSources()).toBe(0);
    look(false);
    look(false);
    expect(openSources()).toBe(1);
  });

  it("is asked for no more once nobody looks, even if it was gone", () => {
    const { look, told } = watching();
    const [source] = PretendSource.made;
    source?.close();
    source?.onerror();
    look(true);
    vi.advanceTimersByTime(60_000);
    expect(openSources()).toBe(0);
    expect(told).toEqual([]);
  });

  it("has ended after a while of silence, and is back with its stream", () => {
    const { told } = watching();
    const [source] = PretendSource.made;
    source?.onerror();
    source?.onerror();
    expect(told).toEqual([]);
    vi.advanceTimersByTime(5_000);
    expect(told).toEqual([true]);
    source?.onopen();
    expect(told).toEqual([true, false]);
  });

  it("has not ended when a wish fails, which waits for no longer than it may", async () => {
    const { told, watched } = watching();
    const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(AbortSignal.abort());
    vi.stubGlobal("fetch", (_: string, { signal }: RequestInit) => Promise.reject(signal?.reason as Error));
    await expect(watched.ask({ do: "speed", speed: 1 })).rejects.toThrow();
    expect(timeout).toHaveBeenCalledWith(10_000);
    expect(told).toEqual([]);
  });
});
