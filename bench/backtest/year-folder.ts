import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatInstant, instantOf } from '../../shared/domain/time/instant.ts';
import { shortFormSla } from '../../shared/domain/policy/presets/short-form-sla.ts';
import { HOUR_MS, MINUTE_MS } from '../../shared/lib/time-units.ts';

const COMPONENTS = ['voice', 'messaging', 'web', 'reports', 'exports'];
const ARN = 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:';

/** A small generator with a seed, so that every measurement has the same year. */
const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
};

/**
 * Writes a replay folder of the year 2025-11 to 2026-10: three outages a month of each of five components.
 * A tenth of the customers gives notice of each outage. Returns the number of arrivals.
 */
export const writeYearFolder = (directory: string, customers: number): number => {
  const random = randomFrom(1);
  const pick = (): string => COMPONENTS[Math.floor(random() * COMPONENTS.length)] ?? 'web';
  const records = Array.from({ length: customers }, (_, i) => ({
    id: `customer-${String(i).padStart(5, '0')}`,
    name: `Customer ${i}`,
    components: [...new Set([pick(), pick()])],
    serviceFees: { amountMinor: 50_000 + Math.floor(random() * 500_000), currency: 'USD' },
  }));
  const lines: string[] = [];
  const add = (at: number, door: string, payload: unknown): void => {
    lines.push(JSON.stringify({ at: formatInstant(at), door, payload }));
  };
  for (let month = 0; month < 12; month += 1) {
    const start = instantOf(
      `${month < 2 ? 2025 : 2026}-${String(((month + 10) % 12) + 1).padStart(2, '0')}-01T00:00:00Z`,
    );
    for (const component of COMPONENTS) {
      for (let outage = 0; outage < 3; outage += 1) {
        const from = start + Math.floor(random() * 27 * 24) * HOUR_MS;
        const to = from + Math.floor(20 + random() * 200) * MINUTE_MS;
        for (const [at, value] of [
          [from, 'ALARM'],
          [to, 'OK'],
        ] as const)
          add(at + 1000, 'eventbridge', {
            'detail-type': 'CloudWatch Alarm State Change',
            source: 'aws.cloudwatch',
            account: '111122223333',
            region: 'us-east-1',
            resources: [`${ARN}${component}`],
            detail: { alarmName: component, state: { value, timestamp: formatInstant(at) } },
          });
        for (const { id, components } of records)
          if (components.includes(component) && random() < 0.1)
            add(to + HOUR_MS, 'records', {
              method: 'POST',
              path: '/notices',
              body: { customer: id, recognizedAt: formatInstant(from), text: `${component} is down`, channel: 'email' },
            });
      }
    }
  }
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, 'sla.config.json'),
    JSON.stringify({
      policies: { [shortFormSla.id]: shortFormSla },
      defaultPolicy: shortFormSla.id,
      providers: {},
      components: Object.fromEntries(COMPONENTS.map((id) => [id, { alarms: [`${ARN}${id}`], dependsOn: [] }])),
      closing: { day: 2, hour: 12 },
    }),
  );
  writeFileSync(join(directory, 'customers.json'), JSON.stringify(records));
  writeFileSync(join(directory, 'events.ndjson'), `${lines.join('\n')}\n`);
  return lines.length;
};

/** Writes a folder of a year as one folder for each month, with all customers in each. Returns them in order. */
export const writeMonthFolders = (year: string, directory: string): string[] => {
  const lines = readFileSync(join(year, 'events.ndjson'), 'utf8').trimEnd().split('\n');
  const byMonth = Map.groupBy(lines, (line) => /"at":"(\d{4}-\d{2})/.exec(line)?.[1] ?? '');
  return [...byMonth]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, of]) => {
      const folder = join(directory, month);
      mkdirSync(folder, { recursive: true });
      for (const name of ['sla.config.json', 'customers.json']) copyFileSync(join(year, name), join(folder, name));
      writeFileSync(join(folder, 'events.ndjson'), `${of.join('\n')}\n`);
      return folder;
    });
};
