/** TALQ 2.7.1, names as the OAS data model has them: it wins over the PDF, whose examples differ. */
export type TalqCommand = {
  readonly state: { readonly name: "LevelState"; readonly value: number };
  readonly rampToLevelTime?: number;
  readonly rampFromLevelTime?: number;
};
/** No address: the lamp post decides which sensor it has. */
type TalqSensor = { readonly sensor: Readonly<Record<string, never>> };
type TalqOffsets = { readonly sunsetOffset: number; readonly sunriseOffset: number };
type TalqLevels = { readonly onLevel: number; readonly offLevel: number };

export type TalqActivePeriod =
  | { readonly name: "AbsoluteActivePeriod"; readonly startTime: string; readonly endTime: string }
  | ({ readonly name: "AstroClockActivePeriod" } & TalqOffsets)
  | ({ readonly name: "SensorActivePeriod" } & TalqSensor & TalqLevels)
  | ({
      readonly name: "AstroAndSensorActivePeriod";
      readonly pcActiveBeforeSunset: number;
      readonly pcActiveBeforeSunrise: number;
    } & TalqSensor &
      TalqOffsets &
      TalqLevels);

export type TalqOperation = "Set" | "Max" | "Min" | "Add" | "Sub" | "Mul";
export type TalqFixedTime = { readonly startTime: string; readonly command: TalqCommand };
export type TalqAstroTime = {
  readonly offset: number;
  readonly solarEventType: "sunset" | "sunrise";
  readonly operation: TalqOperation;
  readonly command: TalqCommand;
};
export type TalqDynamic = {
  readonly period?: { readonly startTime: string; readonly endTime: string };
  readonly effect: {
    readonly type: "FixedControlEffect";
    readonly source: TalqSensor;
    readonly operation: TalqOperation;
    readonly holdTime: number;
    readonly command: TalqCommand;
  };
};

export type TalqProgram = {
  readonly type: "ControlProgramOne";
  readonly id: string;
  readonly ownerCMS: string;
  readonly activePeriods: readonly TalqActivePeriod[];
  readonly fixedTimeControls: readonly TalqFixedTime[];
  readonly astroClockTimeControls?: readonly TalqAstroTime[];
  readonly dynamicControls: readonly TalqDynamic[];
};

export type TalqRule = {
  readonly startDate: string;
  readonly endDate: string;
  readonly condition?: {
    readonly type: "ccDay";
    readonly days: readonly { readonly start: number; readonly end?: number }[];
    readonly occurrences?: readonly string[];
  };
  readonly program: string;
};

export type TalqCalendar = {
  readonly id: string;
  readonly ownerCMS: string;
  readonly rules: readonly TalqRule[];
  readonly defaultProgram?: string;
};
