import { expect, it } from 'vitest';
import { type RejectedArrival, replayArrivals } from '../../../local/emulator/replay-arrivals.ts';
import { loadConfig } from '../../../shared/config/config.ts';
import { acme, folderConfig } from '../../support/builders/replay-folders.ts';

it('takes no customer that says no id, whatever a path could call it', async () => {
  const { id: _, ...nameless } = acme;
  const complaints: RejectedArrival[] = [];
  const folder = { config: loadConfig(folderConfig), customers: [nameless, acme], arrivals: [], badLines: [] };
  const { pipeline } = await replayArrivals(folder, '2026-10', undefined, (complaint) => complaints.push(complaint));
  await pipeline.stop();
  expect(complaints).toEqual([{ where: 'customers.json[0]', what: 'refused: id: missing' }]);
});

it('tells a failure of the product from what was refused', async () => {
  const config = loadConfig(folderConfig);
  // No such zone passes `loadConfig`: looking for a country's holidays in it fails, as a bug would.
  const calendar = { excludeWeekdays: [], holidays: { country: 'US' } };
  const policies = Object.fromEntries(
    Object.entries(config.policies).map(([id, policy]) => [id, { ...policy, calendar, timeZone: 'Mars/Base' }]),
  );
  const complaints: RejectedArrival[] = [];
  const folder = { config: { ...config, policies }, customers: [acme, { id: 'nobody' }], arrivals: [], badLines: [] };
  const { pipeline, receive } = await replayArrivals(folder, '2026-10', undefined, (complaint) =>
    complaints.push(complaint),
  );
  try {
    expect(await receive()).toEqual([]);
    const [refused, ...failed] = complaints;
    expect([refused?.where, refused?.ours]).toEqual(['customers.json[1]', undefined]);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.every(({ where, ours }) => where === 'closing' && ours === true)).toBe(true);
  } finally {
    await pipeline.stop();
  }
});
