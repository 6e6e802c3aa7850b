import { Option, type Command } from "commander";
import { wrongUse } from "./options.ts";

type ProvisionOptions = {
  readonly tenant?: string;
  readonly device?: string;
  readonly kind?: string;
  readonly place?: string;
  readonly label?: string;
  readonly plate?: string;
  readonly cabinet?: string;
  readonly phase?: string;
  readonly zone?: string;
  readonly group?: string;
  readonly broker?: string;
  readonly template?: string;
  readonly ca?: string;
  readonly newCa: boolean;
  readonly brokerCa?: string;
  readonly trust?: string;
  readonly updateRoot?: string;
  readonly updates?: string;
  readonly zoneKey?: string;
  readonly out?: string;
  readonly image?: string;
  readonly street?: string;
  readonly replace?: string;
  readonly records?: string;
  readonly state?: string;
  readonly home: string;
  readonly json: boolean;
};

/** Words only: what is done on a laptop, before a controller goes to the street and after. */
export function addDeskVerbs(program: Command): void {
  addProvision(program);
  addFlash(program);
  addFlashBoard(program);
  addReplay(program);
}

function addProvision(program: Command): void {
  program
    .command("provision")
    .summary(
      "at the desk: key, certificate and config of a controller, of a whole street, or of one that takes another's place",
    )
    .option("--tenant <name>", "whose device it is")
    .option("--device <name>", "its name for the city")
    .option("--kind <kind>", "lamp-post, litter-bin or bus-shelter: the example that its config begins as")
    .option("--template <file>", "or a config of your own to begin with")
    .option("--place <place>", "where it stands, as `59.32938 N 18.06871 E`")
    .option("--label <text>", "the place in words")
    .option("--plate <text>", "the number on its plate")
    .option("--cabinet <text>", "the cabinet that feeds it")
    .option("--phase <phase>", "L1, L2 or L3")
    .option("--zone <name>", "of posts that tell each other who comes, with a template that has neighbours")
    .option("--group <names>", "whose commands it obeys too, as `north, sweep`")
    .option("--broker <url>", "the city's, as mqtts://broker.example:8883")
    .option("--ca <folder>", "a pilot's authority, which signs; without it the city's own signs a request")
    .option("--new-ca", "make that authority first", false)
    .option("--broker-ca <file>", "who signs the broker, PEM; usually the authority of --ca")
    .option("--trust <file>", "whose commands it obeys, as trust.json in docs/connect.md")
    .option("--zone-key <file>", "the key of the zone")
    .option("--update-root <file>", "whose updates it takes, as 1.root.json in docs/release.md")
    .option("--updates <url>", "the folder that it fetches updates from, as https://updates.example/gaturum")
    .option("--street <file>", "a CSV with a line a post; its columns are named as the options above")
    .option("--replace <plate>", "a new card for the post with this plate, with a new key")
    .option("--records <folder>", "of --replace: where the old one's folder, or those of its street, lie")
    .option("--state <folder>", "of --replace: /var/lib/gaturum of the old card, for calibration and counters")
    .option("--out <path>", "the folder to make, or with --image the image; the device's name unless it is said")
    .option("--image <file>", "put the files into the boot partition of a copy of this image")
    .addOption(new Option("--home <folder>", "where the files will lie on the device").default("/etc/gaturum"))
    .option("--json", "the outcome as one JSON object", false)
    .addHelpText(
      "after",
      "\nOn a terminal it asks for what is not said. Exit codes: 0 made, 1 not made, 2 wrong use, 3 not permitted.\n\n" +
        "Examples: gaturum provision --ca pilot-ca --new-ca\n" +
        "          gaturum provision --street hornsgatan.csv --tenant stockholm --kind lamp-post --ca pilot-ca \\\n" +
        "            --broker mqtts://broker.example:8883\n" +
        "          gaturum provision --replace 4711-0382 --records hornsgatan --state /media/card/var/lib/gaturum --ca pilot-ca",
    )
    .action(async (options: ProvisionOptions) => {
      refuseCombinations(options);
      const { provision } = await import("../field/provision/provision.ts");
      const { tenant, device, kind, place, label, plate, cabinet, phase, zone, group, broker } = options;
      const given = { tenant, device, kind, place, label, plate, cabinet, phase, zone, group, broker };
      const answers = Object.fromEntries(Object.entries(given).filter(([, text]) => text !== undefined));
      const { replace, records, state, newCa, home, json } = options;
      process.exitCode = await provision({
        answers,
        ...{ template: options.template ?? null, ca: options.ca ?? null, newCa, brokerCa: options.brokerCa ?? null },
        ...{ trust: options.trust ?? null, zoneKey: options.zoneKey ?? null, out: options.out ?? null },
        ...{ updateRoot: options.updateRoot ?? null, updates: options.updates ?? null },
        ...{ image: options.image ?? null, street: options.street ?? null, home, json },
        replace: replace === undefined ? null : { plate: replace, records: records ?? "", state: state ?? null },
      });
    });
}

function refuseCombinations(options: ProvisionOptions): void {
  const { newCa, ca, street, replace, records, state, image, out, home, template, kind } = options;
  if (newCa && ca === undefined) wrongUse("--new-ca makes the folder of --ca: say --ca FOLDER too");
  if (street !== undefined && replace !== undefined) wrongUse("--street and --replace are not for the same run");
  if (street !== undefined && image !== undefined)
    wrongUse("an image is for one device: leave out --image, and flash each card with --provisioned");
  for (const name of ["device", "plate", "place"] as const)
    if (street !== undefined && options[name] !== undefined)
      wrongUse(`--${name} is of one post: make it a column of ${street}`);
  if (replace !== undefined && records === undefined)
    wrongUse("--replace needs --records FOLDER, where the old one's folder lies");
  if (replace === undefined && (records ?? state) !== undefined)
    wrongUse("--records and --state are for --replace PLATE");
  if (replace !== undefined && template !== undefined)
    wrongUse("--replace takes the config of the old device: leave out --template");
  if (image !== undefined && out === undefined)
    wrongUse("--image needs --out FILE: the image itself stays without keys");
  if (template !== undefined && kind !== undefined) wrongUse("--template says the kind: leave out --kind");
  if (!/^\/[^\s\p{C}]{1,100}$/u.test(home))
    wrongUse(`--home ${home}: write the whole path of a folder, as /etc/gaturum`);
}

type FlashOptions = { readonly provisioned?: string; readonly yes: boolean; readonly json: boolean };

function addFlash(program: Command): void {
  program
    .command("flash")
    .summary("at the desk: write an image to a card, read it back, and put a provisioned device on it")
    .argument("<image>", "an .img, or an .img.xz")
    .argument("<device>", "the card's disk, as /dev/sdb; or a file that is not there yet")
    .option("--provisioned <folder>", "as gaturum provision made it, for this one card")
    .option("--yes", "do not ask", false)
    .option("--json", "progress and outcome as JSON lines", false)
    .addHelpText(
      "after",
      "\nRefused: a disk that is mounted or runs this computer, one that is too small, a file that is no image.\n" +
        "Exit codes: 0 written and read back, 1 not, 2 wrong use, 3 not permitted.\n\n" +
        "Example: sudo gaturum flash raspios.img.xz /dev/sdb --provisioned post-4711-0382",
    )
    .action(async (image: string, device: string, { provisioned, yes, json }: FlashOptions) => {
      const { flash } = await import("../field/flash/flash.ts");
      process.exitCode = await flash({ image, device, provisioned: provisioned ?? null, yes, json });
    });
}

type FlashBoardOptions = { readonly yes: boolean; readonly json: boolean };

function addFlashBoard(program: Command): void {
  program
    .command("flash-board")
    .summary("at the desk: write a program into a sensor board, read it back, and speak with it")
    .argument("<firmware>", "the .hex, as Sketch, Export Compiled Binary makes it: StandardFirmata, or PingFirmata")
    .argument("<port>", "the board's, as /dev/serial/by-id/usb-Arduino…")
    .option("--yes", "do not ask", false)
    .option("--json", "progress and outcome as JSON lines", false)
    .addHelpText(
      "after",
      "\nAn Arduino Uno or Nano, by its bootloader. Refused: a port that gaturum is using, a file for another board.\n" +
        "Exit codes: 0 written, read back, and it answers; 1 not; 2 wrong use; 3 not permitted.\n\n" +
        "Example: gaturum flash-board StandardFirmata.ino.hex /dev/serial/by-id/usb-Arduino_Uno",
    )
    .action(async (firmware: string, port: string, { yes, json }: FlashBoardOptions) => {
      const { flashBoard } = await import("../field/flash-board/flash-board.ts");
      process.exitCode = await flashBoard({ firmware, port, yes, json });
    });
}

function addReplay(program: Command): void {
  program
    .command("replay")
    .summary("at the desk: play a bundle, or a flight record, and compare it bit for bit")
    .argument("<file>", "as made by `gaturum bundle` or `gaturum why --record`")
    .option("--json", "one JSON object", false)
    .addHelpText(
      "after",
      "\nExit codes: 0 identical, 1 not.\n\nExample: gaturum replay post-4711-0382-20261129T072006.tar.gz",
    )
    .action(async (file: string, options: { json: boolean }) => {
      const [{ replay }, { orRefusal }] = await Promise.all([
        import("../field/replay.ts"),
        import("../field/refusal.ts"),
      ]);
      process.exitCode = await orRefusal(() => Promise.resolve(replay(file, options.json)));
    });
}
