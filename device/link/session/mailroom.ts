import { parseTopic, type Topic } from "../../contract/topics.ts";

/** One message of the broker. `taken` lets its PUBACK go, and is called once, at once or when the message is stored. */
export type Mail = { readonly payload: Uint8Array; readonly taken: () => void };
/** Who takes what comes on topics of one kind. */
export type Takers = {
  readonly [At in Topic["at"]]?: (mail: Mail, topic: Extract<Topic, { at: At }>) => void;
};

/** Hands a message to whom it is for; false: it is nobody's, and `taken` has not been called. */
export function deliver(takers: Takers, topicText: string, mail: Mail): boolean {
  const topic = parseTopic(topicText);
  if (topic === null) return false;
  const taker = takers[topic.at] as ((mail: Mail, topic: Topic) => void) | undefined;
  taker?.(mail, topic);
  return taker !== undefined;
}
