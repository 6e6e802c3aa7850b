import { vi } from "vitest";

/** What a verb wrote, and its exit code. */
export type Outcome = { readonly code: number; readonly out: string; readonly err: string };

/** Runs a verb in this process and keeps what it says. */
export async function saidBy(verb: () => Promise<number>): Promise<Outcome> {
  const kept = { out: "", err: "" };
  const keep = (name: "out" | "err") => (piece: string | Uint8Array) => {
    kept[name] += String(piece);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation(keep("out")),
    vi.spyOn(process.stderr, "write").mockImplementation(keep("err")),
  ];
  try {
    const code = await verb();
    return { code, ...kept };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
