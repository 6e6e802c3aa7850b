import { refused } from "../../refusals.ts";
import type { Answer, ToPage, Watched, Wish } from "../../host/protocol.ts";
import type { FromWorker, Port, ToWorker } from "./worker-messages.ts";

/** Wishes that wait for their answer at once; a person makes one at a time. */
const ASKED_MAX = 100;

export type StreetWorker = Port<ToWorker, FromWorker> & {
  /** A worker that cannot go on says so here. */
  onerror: ((event: { readonly message?: string }) => void) | null;
};

/** A street in a worker of this page. */
export function watchWorker(worker: StreetWorker): Watched {
  const asked = new Map<number, (answer: Answer) => void>();
  let lastId = 0;
  let ended: Answer | null = null;
  let take: (message: ToPage) => void = () => undefined;
  worker.onmessage = ({ data }) => {
    if (data.m === "shown") {
      take(data.message);
      return;
    }
    asked.get(data.id)?.(data.answer);
    asked.delete(data.id);
  };
  worker.onerror = ({ message }) => {
    ended = refused({ key: "streetEnded", given: {} }, message === undefined ? [] : [message]);
    for (const answer of asked.values()) answer(ended);
    asked.clear();
  };
  const ask = (wish: Wish): Promise<Answer> => {
    if (ended !== null) return Promise.resolve(ended);
    if (asked.size >= ASKED_MAX) return Promise.resolve(refused({ key: "streetSilent", given: {} }));
    const id = ++lastId;
    return new Promise((resolve) => {
      asked.set(id, resolve);
      worker.postMessage({ id, wish });
    });
  };
  return { ask, listen: (listener) => (take = listener) };
}
