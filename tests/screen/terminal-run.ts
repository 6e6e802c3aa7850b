import { Terminal } from "../../device/screen/terminal.ts";
import { verbsOf, type Verb } from "../../hal-mocks/terminal/keys.ts";

/** A process with a terminal, for terminal.test.ts: it shows the verbs it was told, and ends in the way of its word. */
const word = process.argv[2];
const told: string[] = [];
const take = (verb: Verb): void => {
  told.push(verb);
  terminal.show([`told ${told.join(" ")}`, "a line that stays"]);
  if (verb === "jam" && word === "throw") throw new Error("nobody catches this");
  if (verb === "jam" && word === "exit") process.exit(3);
  if (verb === "quit") {
    terminal.end();
    clearInterval(alive);
  }
};
const terminal = new Terminal(process.stdin, process.stdout, {
  onTyped: (text) => verbsOf(text).forEach(take),
  onQuit: () => take("quit"),
  onResize: () => terminal.show(["resized"]),
});
const alive = setInterval(() => undefined, 1_000);
const { columns, rows } = terminal.size;
terminal.show([`size ${columns}x${rows} pid ${process.pid}`, "a line that stays"]);
