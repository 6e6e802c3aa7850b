import { expect, it } from "vitest";
import { WrongUse } from "../../device/backend/access.ts";
import { openDatabase, placeOf } from "../../device/backend/database/open.ts";

it.each([
  ["stockholm.db", "stockholm.db"],
  ["postgres://db/gaturum", "postgres://db/gaturum"],
  ["postgres://u:secret@db:5433/gaturum", "postgres://db:5433/gaturum"],
  ["Postgres://u:secret@db/gaturum", "postgres://db/gaturum"],
  ["postgres://u:sec@ret@db/gaturum", "postgres://db/gaturum"],
  ["postgresql://db/gaturum?user=u&password=secret", "postgresql://db/gaturum"],
  ["postgres://u:sec/ret@db/gaturum", "PostgreSQL"],
  ["postgres://u:123/secret@db/gaturum", "PostgreSQL"],
  ["postgres://u:123#secret@db/gaturum", "PostgreSQL"],
  ["postgres://u:123?secret@db/gaturum", "PostgreSQL"],
])("of the database %s a log has %s: no password", (where, place) => {
  expect(placeOf(where)).toBe(place);
});

it.each(["mysql://u:secret@db/gaturum", "postgress://u:secret@db/gaturum"])(
  "takes no address of another kind for the name of a file, and tells no password of it: %s",
  async (where) => {
    const problem = await openDatabase(where, "stockholm").catch((cause: unknown) => cause);
    expect(problem).toBeInstanceOf(WrongUse);
    expect(String(problem)).toContain("no database of ours. Name a file, or postgres://…");
    expect(String(problem)).not.toContain("secret");
  },
);

it.each(["", ":memory:", "file::memory:", "file:records?mode=memory"])(
  'gives no receipt for what SQLite would forget: "%s" is no database',
  async (where) => {
    const opened = openDatabase(where, "stockholm").then((database) => database.close());
    await expect(opened).rejects.toThrow("SQLite keeps nothing under that name. Name a file.");
  },
);
