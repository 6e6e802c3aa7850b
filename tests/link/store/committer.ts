import { openDurableStore } from "../../../device/link/store/durable-store.ts";
import { draftFor } from "./drafts.ts";

/** Commits until it is killed, and says after each settlement what is safe: `class count document`. */
const [folder = ""] = process.argv.slice(2);
const { store } = await openDurableStore(folder, (mistake) => {
  throw mistake;
});
const ofClass = { 0: 0, 1: 0 };
let document = 0;
process.stdout.write(`boot ${store.boot}\n`);

function next(): void {
  const of = document % 3 === 0 ? 0 : 1;
  document += 1;
  const [mine, records] = [document, [draftFor(store, of, document), draftFor(store, of, document)]];
  const documents = of === 0 ? { documents: { settings: mine } } : {};
  store.commit({ records, ...documents }, (how) => {
    if (how !== "durable") throw new Error(how);
    ofClass[of] += 2;
    process.stdout.write(`safe ${of} ${ofClass[of]} ${of === 0 ? mine : 0}\n`);
    next();
  });
}
for (let many = 0; many < 8; many += 1) next();
