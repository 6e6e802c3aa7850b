import type { Answer, Ask } from "./bus.ts";

/** What the process of a bus is asked, and what it answers; in the order of asking. */
export type ToBus = Ask & { readonly id: number; readonly address: number };
export type FromBus = { readonly id: number; readonly answer: Answer };
