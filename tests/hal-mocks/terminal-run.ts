import { Terminal } from "../../hal-mocks/terminal/terminal.ts";

/** A process with a terminal, for terminal.test.ts: it shows the verbs it was told, and ends in the way of its word. */
const word = process.argv[2];
const told: string[] = [];
const terminal = new Terminal(process.stdin, process.stdout, {
  onVerb: (verb) => {
    told.push(verb);
    terminal.show([`told ${told.join(" ")}`, "a line that stays"]);
    if (verb === "jam" && word === "throw") throw new Error("nobody catches this");
    if (verb === "jam" && word === "exit") process.exit(3);
    if (verb === "quit") {
      terminal.end();
      clearInterval(alive);
    }
  },
  onResize: () => terminal.show(["resized"]),
});
const alive = setInterval(() => undefined, 1_000);
const { columns, rows } = terminal.size;
terminal.show([`size ${columns}x${rows} pid ${process.pid}`, "a line that stays"]);
