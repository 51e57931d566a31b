import { expect, test } from 'vitest';
import { replayArrivals, type ReplayIssue } from '../../../local/emulator/replay-arrivals.ts';
import { loadConfig } from '../../../shared/config/config.ts';
import { acmeRecord, folderConfig } from '../../support/builders/replay-folders.ts';

test('rejects a customer without an id', async () => {
  const { id: _, ...nameless } = acmeRecord;
  const issues: ReplayIssue[] = [];
  const folder = {
    config: loadConfig(folderConfig),
    customers: [nameless, acmeRecord],
    arrivals: [],
    invalidLines: [],
  };
  const { pipeline } = await replayArrivals(folder, '2026-10', { onIssue: (issue) => issues.push(issue) });
  await pipeline.stop();
  expect(issues).toEqual([{ place: 'customers.json[0]', text: 'rejected: id: missing', isFailure: false }]);
});

test('distinguishes a failure of the product from a rejected payload', async () => {
  const config = loadConfig(folderConfig);
  // `loadConfig` rejects such a zone; here the lookup of its holidays throws, as a defect would.
  const holidays = { country: 'US' };
  const policies = Object.fromEntries(
    Object.entries(config.policies).map(([id, versions]) => [
      id,
      versions.map((policy) => ({ ...policy, calendar: { ...policy.calendar, holidays }, timeZone: 'Mars/Base' })),
    ]),
  );
  const issues: ReplayIssue[] = [];
  const folder = {
    config: { ...config, policies },
    customers: [acmeRecord, { id: 'nobody' }],
    arrivals: [],
    invalidLines: [],
  };
  const { pipeline, receive } = await replayArrivals(folder, '2026-10', {
    onIssue: (issue) => issues.push(issue),
  });
  try {
    expect(await receive()).toEqual([]);
    const [rejected, ...failures] = issues;
    expect([rejected?.place, rejected?.isFailure]).toEqual(['customers.json[1]', false]);
    expect(failures.length).toBeGreaterThan(0);
    expect(failures.every(({ place, isFailure }) => place === 'closing' && isFailure)).toBe(true);
  } finally {
    await pipeline.stop();
  }
});
