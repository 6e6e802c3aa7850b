import { schedule } from "node-cron";

/** Ten past three, UTC: the traffic of the night is low everywhere in Europe, and no clock change moves it. */
const DAILY = "10 3 * * *";

/** Runs `keepHouse` once a day; the returned function ends it. Nothing here decides about the street. */
export function startHousekeeping(keepHouse: () => void): () => void {
  const task = schedule(DAILY, keepHouse, {
    timezone: "UTC",
    name: "link housekeeping",
    suppressMissedWarning: true,
    unref: true,
  });
  return () => void task.destroy();
}
