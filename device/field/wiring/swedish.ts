/** The sheet in Swedish, for `--lang sv`: what `drivers/<name>/wiring.ts` and the drawing say in English, by its words. */
const SENTENCES: Readonly<Record<string, string>> = {
  // What a part is.
  "battery on an ADS1115": "batteri på en ADS1115",
  "through-beam receiver, PNP": "mottagare för ljusstråle, PNP",
  "through-beam receiver, NPN": "mottagare för ljusstråle, NPN",
  "LED gear on a DALI bus, by the HAT on the header": "LED-don på en DALI-buss, genom HAT:en på stiftlisten",
  "current sensor with a voltage output, such as ACS712": "strömsensor med spänningsutgång, som ACS712",
  contact: "kontakt",
  "phototransistor such as TEMT6000": "fototransistor som TEMT6000",
  "motion sensor with a switched output": "rörelsesensor med kopplande utgång",
  "load behind a MOSFET": "last bakom en MOSFET",
  "lamp behind a converter to 0–10 V": "lampa bakom en omvandlare till 0–10 V",
  "relay that drops when its line stands still": "relä som faller när dess linje står still",
  "lamp through the break contact of a relay": "lampa över ett reläs brytkontakt",
  "press motor behind two relays that exclude each other": "pressens motor bakom två reläer som utesluter varandra",
  "the computer's own clock": "datorns egen klocka",
  // Terminals that have no name printed on them.
  "+ of both": "+ på båda",
  "0 V of both": "0 V på båda",
  output: "utgång",
  input: "ingång",
  supply: "matning",
  collector: "kollektor",
  coil: "spole",
  "coil K1": "spole K1",
  "coil K2": "spole K2",
  "gate of K1": "gate på K1",
  "gate of K2": "gate på K2",
  sources: "båda source",
  "break contact": "brytkontakt",
  "contact 1": "kontakt 1",
  "contact 2": "kontakt 2",
  "bus relay": "bussrelä",
  "battery −": "batteri −",
  "DALI + and −": "DALI + och −",
  // Colours.
  red: "röd",
  black: "svart",
  blue: "blå",
  yellow: "gul",
  green: "grön",
  white: "vit",
  violet: "violett",
  grey: "grå",
  any: "valfri",
  none: "ingen",
  "none yet": "ingen än",
  // Where a wire ends that is not on the controller.
  "left open": "lämnas öppen",
  "battery plus, through a fuse of 0.5 A": "batteriets plus, genom en säkring på 0.5 A",
  "12 V of the cabinet": "12 V i skåpet",
  "the gear's two DALI terminals, either way round. NOT SELV: cable as for mains":
    "donets två DALI-plintar, åt vilket håll som helst. INTE SELV: kabel som för nätspänning",
  "in the wire whose current it measures": "i ledaren vars ström den mäter",
  "load −; load + to 12 V, a diode across a coil": "lastens −; lastens + till 12 V, en diod över en spole",
  "the luminaire's dimming input, plus to plus": "armaturens dimingång, plus till plus",
  "as the datasheet of monoflop or relay says": "som databladet för monovippan eller reläet säger",
  "plus of the supply": "matningens plus",
  "plus of the load; its minus to GND": "lastens plus; dess minus till GND",
  "between the drain and 12 V of the cabinet, a diode across it": "mellan drain och 12 V i skåpet, en diod över den",
  "in the lamp's phase, closed at rest": "i lampans fas, sluten i vila",
  "break contact of K2, BOTTOM, guard chain, 24 V": "brytkontakt på K2, BOTTOM, skyddskedjan, 24 V",
  "break contact of K1, TOP, guard chain, 24 V": "brytkontakt på K1, TOP, skyddskedjan, 24 V",
  // What stands in a wire.
  "at 3.3 V its TX is safe for a Raspberry Pi; 5 V behind a USB adapter":
    "vid 3.3 V är dess TX ofarlig för en Raspberry Pi; 5 V bakom en USB-adapter",
  "plain TTL: an RS-232 shifter turns the signal round": "ren TTL: en RS-232-omvandlare vänder signalen",
  "plain TTL; 47 kΩ in the place of R27": "ren TTL; 47 kΩ på R27:s plats",
  "120 kΩ in the place of R19": "120 kΩ på R19:s plats",
  "or high: filtered; low: unfiltered, every 100 ms": "eller hög: filtrerat; låg: ofiltrerat, var 100:e ms",
  "or high: it ranges by itself, filtered": "eller hög: den mäter av sig själv, filtrerat",
  "100 kΩ, then 22 kΩ beside 100 nF from the channel to GND":
    "100 kΩ, sedan 22 kΩ bredvid 100 nF från kanalen till GND",
  "4.7 kΩ, then 1.8 kΩ from the line to GND: 3.3 V of 12 V": "4.7 kΩ, sedan 1.8 kΩ från linjen till GND: 3.3 V av 12 V",
  "it pulls to GND, the board to 3.3 V": "den drar till GND, kortet till 3.3 V",
  "a watchdog relay in the bus supply, fed through a capacitor":
    "ett vakthundsrelä i bussmatningen, matat genom en kondensator",
  "of the board: its output and the board's converter follow one supply":
    "kortets: dess utgång och kortets omvandlare följer samma matning",
  "AM312 and EKMC: 3.3 V": "AM312 och EKMC: 3.3 V",
  "never above 3.3 V": "aldrig över 3.3 V",
  "a capacitor, never straight; 10 kΩ from the line to GND":
    "en kondensator, aldrig direkt; 10 kΩ från linjen till GND",
  "1 kΩ, on the pin of TRIG": "1 kΩ, på samma stift som TRIG",
  "MB738x straight, MB736x through an inverter": "MB738x direkt, MB736x genom en inverterare",
  "of a TTL model straight, else through an inverter": "från en TTL-modell direkt, annars genom en inverterare",
  "its levels are 3.3 V": "dess nivåer är 3.3 V",
  "serial; at GND it speaks I²C": "seriell; vid GND talar den I²C",
  "0.8 A at its peak": "0.8 A som mest",
  // What happens without a wire, or without anybody who drives it.
  "With a wire off it does not answer, and the level is not known.":
    "Med en lös ledare svarar den inte, och nivån är okänd.",
  "With a wire off it does not answer, a fault.": "Med en lös ledare svarar den inte, ett fel.",
  "With a wire off it does not answer, and the computer's own clock counts alone.":
    "Med en lös ledare svarar den inte, och då gäller datorns egen klocka ensam.",
  "With a wire off it reads blocked.": "Med en lös ledare läses strålen som bruten.",
  "With a wire off it reads 0 A: nothing tells that from no current.":
    "Med en lös ledare läses 0 A: inget skiljer det från ingen ström.",
  "With a wire off it is out of range, a fault.": "Med en lös ledare är värdet utanför området, ett fel.",
  "With a wire off it reads ACTIVE, as if it were closed.":
    "Med en lös ledare läses den som AKTIV, som om den vore sluten.",
  "With a wire off it reads not active.": "Med en lös ledare läses den som inte aktiv.",
  "With a wire off it reads dark, and the lamp burns.": "Med en lös ledare läses mörker, och lampan lyser.",
  "With a wire off it reads that someone is there.": "Med en lös ledare läses det som att någon är där.",
  "With a wire off it sees nobody; the lamp finds that out after some nights.":
    "Med en lös ledare ser den ingen; lampan märker det efter några nätter.",
  "With a wire off the board hears no echo, and the level is not known.":
    "Med en lös ledare hör kortet inget eko, och nivån är okänd.",
  "Without the bus the gear keeps its last level, also 0: a watchdog relay (`supply`) is missing.":
    "Utan bussen behåller donet sin senaste nivå, även 0: ett vakthundsrelä (`supply`) saknas.",
  "With the board beginning, or off, the converter gives 10 V, and the lamp burns in full.":
    "När kortet startar, eller är av, ger omvandlaren 10 V, och lampan lyser fullt.",
  "With the board off the lamp burns in full; while the board begins, 2 s, it is DARK.":
    "Med kortet av lyser lampan fullt; medan kortet startar, 2 s, är den MÖRK.",
  "With nobody at the line the relay drops within 0.5 s.": "När ingen driver linjen faller reläet inom 0.5 s.",
  "With nobody at the line the converter gives 10 V, and the lamp burns in full.":
    "När ingen driver linjen ger omvandlaren 10 V, och lampan lyser fullt.",
  "With nobody at the line the relay is at rest, and the lamp burns in full.":
    "När ingen driver linjen är reläet i vila, och lampan lyser fullt.",
  "With nobody at the lines both relays are open, and the ram stands still.":
    "När ingen driver linjerna är båda reläerna öppna, och pressen står still.",
  "It is in the computer: nothing to wire.": "Den sitter i datorn: inget att koppla.",
  "mock: nothing to wire.": "mock: inget att koppla.",
  "mock: nothing to wire; the line is kept.": "mock: inget att koppla; linjen är reserverad.",
  "Supply and ground: as the part's own page says.": "Matning och jord: som delens egen sida säger.",
  // The sheet itself.
  "GPIO chips": "GPIO-kretsar",
  "PWM chips": "PWM-kretsar",
  "Wire without mains and battery. With the USB sockets of the Raspberry Pi down, pin 1 is top left. Nothing above 3.3 V on a GPIO pin. Colours are a proposal where a part has no cable of its own; any other pin of a rail does as well.":
    "Koppla utan nätspänning och batteri. Med Raspberry Pi:ns USB-uttag nedåt är stift 1 överst till vänster. Inget över 3.3 V på ett GPIO-stift. Färgerna är ett förslag där en del saknar egen kabel; varje annat stift med samma matning går lika bra.",
};

/** Where a resistor sits, or nobody is. */
const NOUNS: Readonly<Record<string, string>> = { line: "linjen", pin: "stiftet", gate: "gate", input: "ingången" };
const OHMS = "([\\d.]+ k?Ω)";
const RAIL = "(GND|3\\.3 V|5 V)";

type Pattern = readonly [english: RegExp, swedish: string];
const pattern = (english: string, swedish: string): Pattern => [new RegExp(`^${english}$`), swedish];

/** Sentences with a name or a number in them; the first that fits counts. */
const PATTERNS: readonly Pattern[] = [
  pattern("ultrasonic (.+), mode (\\d)", "ultraljud $1, läge $2"),
  pattern("ultrasonic (.+)", "ultraljud $1"),
  pattern("optical (.+)", "optisk $1"),
  pattern("photocell (.+)", "ljussensor $1"),
  pattern("clock chip (.+)", "klockkrets $1"),
  pattern("current sensor (.+)", "strömsensor $1"),
  pattern("driver (.+)", "drivrutin $1"),
  ...Object.entries(NOUNS).flatMap(([noun, substantiv]) => [
    pattern(`${OHMS}, then ${OHMS} from the ${noun} to ${RAIL}`, `$1, sedan $2 från ${substantiv} till $3`),
    pattern(`${OHMS} from the ${noun} to ${RAIL}`, `$1 från ${substantiv} till $2`),
    pattern(
      `With nobody at the ${noun} no current flows, which is off\\.`,
      `När ingen driver ${substantiv} flyter ingen ström, vilket är av.`,
    ),
    pattern(
      `With nobody at the ${noun} no current flows, which is on \\(a lock: locked\\)\\.`,
      `När ingen driver ${substantiv} flyter ingen ström, vilket är på (ett lås: låst).`,
    ),
  ]),
  pattern("make the address (\\w+); both open is (\\w+)", "ger adressen $1; båda öppna är $2"),
  pattern(
    "With nobody at the line the bus drops, and the gear goes to (\\d+) %\\.",
    "När ingen driver linjen faller bussen, och donet går till $1 %.",
  ),
  pattern("(.+) · pin (\\d+)", "$1 · stift $2"),
  pattern("(\\S+) of (GPIO|PWM) chips", "$1 på $2-kretsar"),
  pattern("pin (\\S+) of (.+)", "stift $1 på $2"),
  pattern("pin (\\S+)", "stift $1"),
  pattern("(3\\.3 V|5 V|GND|RX|TX|SDA|SCL) of (.+)", "$1 på $2"),
  pattern(
    "pin (\\d+) is claimed by (.+) and (\\S+): give one of them another line",
    "stift $1 används av $2 och $3: ge en av dem en annan linje",
  ),
  pattern("MISTAKE: (.+)", "FEL: $1"),
  pattern("Wiring of (.+)", "Koppling för $1"),
  pattern("drawn from (.+)", "ritad efter $1"),
];

/** As a Swede says it; what is printed on a part, and what a config names, stays as it is. */
export function inSwedish(english: string): string {
  const [fits, swedish] = PATTERNS.find(([each]) => each.test(english)) ?? [];
  const patterned = fits === undefined || swedish === undefined ? english : english.replace(fits, swedish);
  const words = Object.hasOwn(SENTENCES, english) ? SENTENCES[english] : patterned;
  return (words ?? english).replace(/(\d)\.(\d+ (?:V|A|s|kΩ)(?!\p{L}))/gu, "$1,$2");
}
