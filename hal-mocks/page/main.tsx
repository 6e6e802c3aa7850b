import { render } from "preact";
import { Feed } from "./feed.ts";
import type { Stage, Watched } from "../host/protocol.ts";
import { StreetPage } from "./street-page.tsx";
import { watchServer } from "./watched-server.ts";

declare global {
  /** Put here by the static build, whose street runs in a worker of this page. */
  var gaturumWorker: Watched | undefined;
}

const feed = new Feed(inlinedStage());
const page = document.getElementById("page");
let told: (isEnded: boolean) => void = () => undefined;
const watched = globalThis.gaturumWorker ?? watchServer((isEnded) => told(isEnded));
if (page !== null) render(<StreetPage feed={feed} watched={watched} onEnded={(tell) => (told = tell)} />, page);
watched.listen((message) => feed.take(message));

/** The first picture is drawn from it, before anything is asked for. */
function inlinedStage(): Stage | null {
  try {
    return JSON.parse(document.getElementById("stage")?.textContent ?? "") as Stage;
  } catch {
    return null;
  }
}
