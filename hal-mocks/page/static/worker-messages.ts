import type { Answer, ToPage, Wish } from "../../host/protocol.ts";

/** What passes between a page and the street in its worker. An answer names the wish that it is for. */
export type ToWorker = { readonly id: number; readonly wish: Wish };
export type FromWorker =
  | { readonly m: "shown"; readonly message: ToPage }
  | { readonly m: "answered"; readonly id: number; readonly answer: Answer };

/** As a worker has it, seen from either end. */
export type Port<Out, In> = {
  postMessage(message: Out): void;
  onmessage: ((event: { readonly data: In }) => void) | null;
};
