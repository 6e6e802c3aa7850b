/**
 * One key of a config, as data: from a table of these come the check of the file, the JSON Schema for editors and the
 * reference page. In a table the key carries the unit (`holdMs`); in the file the value does (`hold: 60 s`).
 *
 * | kind      | unit of min, max, default | key ends in | in the file                |
 * |-----------|---------------------------|-------------|----------------------------|
 * | duration  | ms                        | Ms          | `60 s`, `100 ms`, `2 min`  |
 * | share     | %                         | Pct         | `30 %`                     |
 * | length    | mm                        | Mm          | `1.2 m`, `30 cm`, `255 mm` |
 * | light     | lx                        | Lux         | `35 lx`                    |
 * | angle     | degrees                   | Deg         | `-6 deg`                   |
 * | latitude  | degrees north             | Deg         | `59.32938 N`, `33.9 S`     |
 * | longitude | degrees east              | Deg         | `18.06871 E`, `58.4 W`     |
 * | current   | mA                        | Ma          | `2.8 A`, `300 mA`          |
 * | voltage   | mV                        | Mv          | `11.5 V`                   |
 * | heat      | degrees Celsius           | C           | `70 C`                     |
 * | rate      | Hz                        | Hz          | `50 Hz`                    |
 * | power     | W                         | W           | `40 W`                     |
 * | energy    | Wh                        | Wh          | `720 Wh`                   |
 * | count     | none                      |             | `15`                       |
 */
export type QuantityKind =
  | "duration"
  | "share"
  | "length"
  | "light"
  | "angle"
  | "latitude"
  | "longitude"
  | "current"
  | "voltage"
  | "heat"
  | "rate"
  | "power"
  | "energy";

export type NumberSetting = {
  readonly kind: QuantityKind | "count";
  readonly min: number;
  readonly max: number;
  /** null: the key can be left out, and then there is no such number. */
  readonly default?: number | null;
  /** Its key in the file, where the one without its unit would not be clear or is taken. */
  readonly called?: string;
  readonly meaning: string;
};

/**
 * `pattern` is a regular expression for the whole text, with the flag u; `write` tells a person what it wants;
 * `default: null` makes the key optional.
 */
export type TextSetting = {
  readonly kind: "text";
  readonly pattern: string;
  readonly write: string;
  /** Told in place of the text itself, where that may be a secret. */
  readonly wrong?: string;
  readonly default?: string | null;
  readonly meaning: string;
};

/**
 * A GPIO line, a port, a channel of a PWM chip, a pin of a board, or a chip on an I2C bus: hardware that only one part may
 * use. `only`: what the driver can do with.
 */
export type LineSetting = {
  readonly kind: "line";
  readonly only?: "port" | "gpio" | "pwm" | "board-pin" | "board-analog" | "i2c" | "i2c-channel";
  readonly default?: null;
  readonly meaning: string;
};

export type Setting =
  | NumberSetting
  | { readonly kind: "switch"; readonly default?: boolean; readonly meaning: string }
  | {
      readonly kind: "choice";
      readonly of: readonly string[];
      readonly default?: string | null;
      readonly meaning: string;
    }
  | TextSetting
  | LineSetting;

export type SettingTable = { readonly [key: string]: Setting };

/** The checked values of a table: `SettingsOf<typeof settings>`. */
export type SettingsOf<Table extends SettingTable> = {
  readonly [Key in keyof Table]: Table[Key] extends { kind: "switch" }
    ? boolean
    : Table[Key] extends { kind: "choice"; of: readonly (infer Choice)[] }
      ? Choice
      : Table[Key] extends { kind: "text" | "line" }
        ? Table[Key] extends { default: null }
          ? string | null
          : string
        : number;
};
