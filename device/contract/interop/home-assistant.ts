import type { BirthMessage } from "../session.ts";
import { streamsOf } from "../streams.ts";
import { buildTopic, clientIdOf, discoveryTopic } from "../topics.ts";

/** One retained message that makes Home Assistant show a device, and nothing else that MQTT could do with it. */
export type Discovery = { readonly topic: string; readonly payload: DiscoveryPayload };
type Component = { readonly platform: "sensor" | "binary_sensor"; readonly [option: string]: unknown };
type DiscoveryPayload = {
  readonly device: { readonly identifiers: readonly string[]; readonly [option: string]: unknown };
  readonly origin: { readonly name: string; readonly sw_version: string };
  readonly availability_topic: string;
  readonly availability_template: string;
  readonly qos: 1;
  readonly components: { readonly [id: string]: Component };
};
/** One value of one stream, with the words that Home Assistant has for it. */
type Shown = {
  readonly stream: string;
  readonly value: string;
  readonly name: string;
  readonly unit?: string;
  readonly deviceClass?: string;
  readonly stateClass?: "measurement" | "total_increasing";
  readonly diagnostic?: true;
};

/** So many records may be missing before it says that a value is not known. Our choice: one lost, one late. */
const MISSING_RECORDS = 3;
/** While it holds there is no connection, so that nobody at this broker could be told. */
const UNSEEN_ALARM = "local-mode";

const MEASURED = { stateClass: "measurement" } as const;
/** Names and classes as in Home Assistant's lists of sensor classes and units. */
const SHOWN: readonly Shown[] = [
  { ...MEASURED, stream: "lamp-level", value: "levelPct", name: "Light", unit: "%" },
  { ...MEASURED, stream: "lamp-power", value: "powerW", name: "Power", unit: "W", deviceClass: "power" },
  { ...MEASURED, stream: "daylight", value: "daylightLux", name: "Daylight", unit: "lx", deviceClass: "illuminance" },
  {
    stream: "lamp-meter",
    value: "energyWh",
    name: "Energy",
    unit: "Wh",
    deviceClass: "energy",
    stateClass: "total_increasing",
  },
  { ...MEASURED, stream: "bin-fill", value: "fillPct", name: "Fill", unit: "%" },
  { stream: "bin-state", value: "state", name: "Press" },
  { ...MEASURED, stream: "battery", value: "chargePct", name: "Battery", unit: "%", deviceClass: "battery" },
  {
    ...MEASURED,
    stream: "device-health",
    value: "cpuC",
    name: "Processor",
    unit: "°C",
    deviceClass: "temperature",
    diagnostic: true,
  },
];

/** What a device says of itself at birth, as Home Assistant's device discovery: for reading alone. */
export function homeAssistantOf(
  birth: Pick<BirthMessage, "tenant" | "device" | "kind" | "firmware" | "asset">,
): Discovery {
  const { tenant, device, kind, firmware, asset } = birth;
  const id = clientIdOf(tenant, device);
  const components = [...sensors(birth), ...alarms(birth)].map(([key, component]): [string, Component] => [
    key,
    { ...component, unique_id: `${id}_${key}` },
  ]);
  return {
    topic: discoveryTopic(id),
    payload: {
      device: {
        identifiers: [id],
        name: asset.place.label ?? device,
        manufacturer: "gaturum",
        model: kind,
        sw_version: firmware,
        ...(asset.plate === null ? {} : { serial_number: asset.plate }),
      },
      origin: { name: "gaturum", sw_version: firmware },
      availability_topic: buildTopic({ at: "state", tenant, device }),
      availability_template: "{{ 'online' if value_json.status == 'online' else 'offline' }}",
      qos: 1,
      components: Object.fromEntries(components),
    },
  };
}

/** In the templates `values` stands in brackets: with a dot, Jinja would find Python's method of that name. */
function sensors({ tenant, device, kind }: Pick<BirthMessage, "tenant" | "device" | "kind">): [string, Component][] {
  return streamsOf(kind).flatMap(({ name: stream, periodS }) =>
    SHOWN.filter((shown) => shown.stream === stream).map((shown): [string, Component] => [
      `${stream}-${shown.value}`,
      {
        platform: "sensor",
        name: shown.name,
        state_topic: buildTopic({ at: "sample", tenant, device, stream }),
        value_template: `{{ value_json['values']['${shown.value}'] | default('None') }}`,
        ...(shown.unit === undefined ? {} : { unit_of_measurement: shown.unit }),
        ...(shown.deviceClass === undefined ? {} : { device_class: shown.deviceClass }),
        ...(shown.stateClass === undefined ? {} : { state_class: shown.stateClass }),
        ...(shown.diagnostic === undefined ? {} : { entity_category: "diagnostic" }),
        ...(periodS === null ? {} : { expire_after: MISSING_RECORDS * periodS }),
      },
    ]),
  );
}

/** From the list of open alarms: an event that went by while the broker was away never comes on a live topic. */
function alarms({ tenant, device, kind }: Pick<BirthMessage, "tenant" | "device" | "kind">): [string, Component][] {
  return streamsOf(kind)
    .filter(({ alarm, name }) => alarm !== undefined && name !== UNSEEN_ALARM)
    .map(({ name }) => [
      name,
      {
        platform: "binary_sensor",
        name: spoken(name),
        device_class: "problem",
        state_topic: buildTopic({ at: "active", tenant, device }),
        value_template: `{{ 'ON' if value_json.active | selectattr('kind', 'eq', '${name}') | list | count > 0 else 'OFF' }}`,
      },
    ]);
}

/** `lamp-failure` as `Lamp failure`. */
const spoken = (name: string): string => `${name.slice(0, 1).toUpperCase()}${name.slice(1).replaceAll("-", " ")}`;
