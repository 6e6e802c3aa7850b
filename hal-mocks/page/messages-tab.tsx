import { itemKey } from "./item-key.ts";
import { messageLine } from "./message-line.ts";
import { usePage } from "./page-context.ts";
import { secondsText } from "../../device/words/spoken.ts";
import type { Packet } from "./store.ts";

type Props = { readonly packets: readonly Packet[]; readonly timeZone: string };

/** What the city's broker handed on of this controller, newest first. */
export function MessagesTab({ packets, timeZone }: Props) {
  const { words } = usePage();
  if (packets.length === 0) return <p class="quiet">{words.noMessages}</p>;
  return (
    <ol class="log">
      {packets.map((packet) => (
        <Message key={itemKey(packet)} packet={packet} timeZone={timeZone} />
      ))}
    </ol>
  );
}

function Message({ packet, timeZone }: { readonly packet: Packet; readonly timeZone: string }) {
  const { words, language } = usePage();
  const { about, says } = messageLine(packet.topic, packet.payload, language);
  return (
    <li>
      <details>
        <summary>
          <time class="quiet">{secondsText(packet.wall, timeZone)}</time>
          <span>
            <span class="data">{about}</span> {says}
          </span>
        </summary>
        <div class="raw" aria-label={words.raw} role="group">
          <p class="quiet">{packet.topic}</p>
          <pre>{packet.payload}</pre>
        </div>
      </details>
    </li>
  );
}
