import { changed, exampleText, type Wrong } from "./examples.ts";

const post = (from: string, to: string): string => changed("lamp-post", from, to);
const hold = (to: string): string => post("hold: 60 s", to);
const NO_VALUE = 'this line is not a key and its value. Write "key: value", with a space behind the colon.';

/** What is no config, or no YAML. */
export const WRONG_TEXTS: readonly Wrong[] = [
  ["an empty file", "", 'p.yaml:1:1: the file is empty. Begin with "device: NAME", as in config/lamp-post.yaml.'],
  [
    "comments alone",
    "# soon\n",
    'p.yaml:1:1: this is not a config. Begin with "device: NAME", as in config/lamp-post.yaml.',
  ],
  [
    "a list",
    "- device: a\n",
    'p.yaml:1:1: this is not a config. Begin with "device: NAME", as in config/lamp-post.yaml.',
  ],
  [
    "two documents",
    `${exampleText("sensor-bin")}---\n${exampleText("sensor-bin")}`,
    "p.yaml:24:1: a second config begins here. Give each device a file of its own.",
  ],
  ["a key twice", hold("hold: 60 s\n  hold: 50 s"), "p.yaml:31:3: this key is here twice. Keep one of them."],
  ["a tab", post("  hold:", "\thold:"), "p.yaml:30:1: a tab stands where spaces should. Indent with two spaces."],
  [
    "a NUL byte",
    post("Hornsgatan", "Horns\0gatan"),
    "p.yaml:12:15: a control character (U+0000) stands here. Delete it, or copy the file anew.",
  ],
  [
    "an alias",
    hold("hold: &h 60 s").replace("rampUp: 1 s", "rampUp: *h"),
    "p.yaml:31:11: *h points at another place of the file. Write out what it stands for. A text that begins with * goes in quotes.",
  ],
  [
    "a merge of an alias",
    hold("<<: *h"),
    "p.yaml:30:7: *h points at another place of the file. Write out what it stands for. A text that begins with * goes in quotes.",
  ],
  [
    "a tag",
    post("device: post-4711-0382", "device: !secret id"),
    "p.yaml:4:9: a value cannot begin with !. Write out what it stands for. Put quotes around the value.",
  ],
  ["no space behind a colon", hold("hold:60 s"), `p.yaml:30:3: ${NO_VALUE}`],
  ["no colon", post("boost: 100 %", "boost 100 %"), `p.yaml:28:3: ${NO_VALUE}`],
  [
    "no space in the first line",
    post("device: post", "device:post"),
    `p.yaml:5:1: ${NO_VALUE.replace("this line", "the line before this")}`,
  ],
  [
    "two colons",
    post("tenant: stockholm", "tenant: stockholm: x"),
    "p.yaml:5:9: a second colon follows, or the next line is indented too far. Write one key on a line, level with its neighbours.",
  ],
  [
    "too much indent",
    post("  boost:", "    boost:"),
    "p.yaml:28:1: this line is indented unlike its neighbours. Indent with two spaces a level.",
  ],
  [
    "an open brace",
    post("line: GPIO17 }", "line: GPIO17"),
    "p.yaml:23:3: a { or [ before this is not closed. Write a part as { role: motion, driver: mock }.",
  ],
  [
    "no comma",
    post("role: motion,", "role: motion"),
    "p.yaml:22:18: a comma or a } is missing. Write a part as { role: motion, driver: mock }.",
  ],
  [
    "an open quotation mark",
    post("label: Hornsgatan", 'label: "Hornsgatan'),
    "p.yaml:12:10: a quotation mark is opened and not closed. Close it, or leave out both.",
  ],
  [
    "a percent sign first",
    post("base: 30 %", "base: %30"),
    "p.yaml:27:9: a value cannot begin with this character. Put the number first, as 30 %; put a text in quotes.",
  ],
];
