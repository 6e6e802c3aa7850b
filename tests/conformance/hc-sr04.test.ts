import { HcSr04 } from "../../drivers/hc-sr04/driver.ts";
import { echoUsOf } from "../drivers/hc-sr04/echo-us.ts";
import { MemoryUno } from "../drivers/firmata/memory-uno.ts";
import { rigOf } from "./board-parts.ts";
import { rangeSensorConformance, type RangeRig } from "./range-sensor.ts";

const PIN = 7;

/** Replies as PingFirmata gives them, replayed by an Uno of memory: no sensor, and no board. */
async function hcSr04Rig(): Promise<RangeRig> {
  const uno = new MemoryUno("PingFirmata.ino");
  const rig = await rigOf(
    () => uno,
    (board) => new HcSr04(board, { line: `arduino-1/${PIN}` }, "part-1"),
  );
  const distance = (mm: number) => {
    uno.echo(PIN, echoUsOf(mm));
  };
  const noDistance = () => {
    uno.echo(PIN, 0);
    return "noEcho" as const;
  };
  return { ...rig, sensor: rig.made, giveValue: () => distance(900), distance, noDistance };
}

rangeSensorConformance("the HC-SR04 driver on replayed pingRead replies", hcSr04Rig);
