import { readFileSync } from 'node:fs';

/** Packets that the kernel could send nowhere, by both versions of the protocol. */
export function withoutRoute(): number {
  const [names, values] = readFileSync('/proc/net/snmp', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Ip: '))
    .map((line) => line.split(' '));
  const four = Number(values![names!.indexOf('OutNoRoutes')]);
  const six = /^Ip6OutNoRoutes\s+(\d+)$/m.exec(readFileSync('/proc/net/snmp6', 'utf8'));
  return four + Number(six?.[1] ?? 0);
}

/** Prints the count before and after a trip, and after a call outward that shows that it counts. */
export async function countOutward(trip: () => Promise<void>): Promise<void> {
  const before = withoutRoute();
  await trip();
  const after = withoutRoute();
  await fetch('http://192.0.2.1').catch(() => {});
  console.log(JSON.stringify({ before, after, outward: withoutRoute() }));
}
