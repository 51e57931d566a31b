import { afterAll, describe, expect, test } from 'vitest';
import { alarmAccount, readFolder } from '../../../local/emulator/replay-folder.ts';
import { loadConfig } from '../../../shared/config/config.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import slaConfig from '../../../sla.config.ts';
import {
  acmeRecord,
  alarmArrival,
  callArrival,
  folderConfig,
  type FolderParts,
  makeReplayFolder,
} from '../../support/builders/replay-folders.ts';

const removals: (() => void)[] = [];
afterAll(() => removals.forEach((remove) => remove()));

const read = (parts: FolderParts) => {
  const { directory, remove } = makeReplayFolder({ config: folderConfig, ...parts });
  removals.push(remove);
  return readFolder(directory);
};

const faultsOf = async (parts: FolderParts): Promise<string[]> => {
  try {
    await read(parts);
    return [];
  } catch (error) {
    if (error instanceof InvalidInput) return error.faults.map(({ at, rule }) => `${at}: ${rule}`);
    throw error;
  }
};

const call = (at: string, path: string) => callArrival(at, 'GET', path, undefined);

describe('readFolder', () => {
  test('sorts arrivals by instant, then by line', async () => {
    const { arrivals, invalidLines } = await read({
      events: [call('10-02T00:00', '/c'), '', call('10-01T00:00', '/a'), call('10-02T00:00', '/d'), '  '],
    });
    expect(arrivals.map(({ line }) => line)).toEqual([3, 1, 4]);
    expect(invalidLines).toEqual([]);
  });

  test('accepts Windows line ends and offsets in instants', async () => {
    const { arrivals } = await read({
      events: ['{"at":"2026-10-01T02:00:00.5+02:00","door":"twilio","payload":null}\r', '\r'],
    });
    expect(arrivals).toEqual([{ at: Date.UTC(2026, 9, 1, 0, 0, 0, 500), door: 'twilio', payload: null, line: 1 }]);
  });

  test.each([
    ['not JSON', '{', /not JSON/],
    ['not an object', '[]', /not an object/],
    ['without an instant', { door: 'twilio', payload: 1 }, /^at: missing/],
    ['on an invalid date', { at: '2026-02-30T00:00:00Z', door: 'twilio', payload: 1 }, /^at: /],
    [
      'of another entry point',
      { at: '2026-10-01T00:00:00Z', door: 'sns', payload: 1 },
      /^door: not one of eventbridge, twilio, records/,
    ],
    [
      'with an unknown key',
      { at: '2026-10-01T00:00:00Z', door: 'twilio', payload: 1, day: 1 },
      /^day: not a known key/,
    ],
  ])('reports a line %s by its number and reads the others', async (_, line, rule) => {
    const { arrivals, invalidLines } = await read({ events: [call('10-01T00:00', '/a'), line] });
    expect(arrivals).toHaveLength(1);
    expect(invalidLines.map(({ line }) => line)).toEqual([2]);
    expect(invalidLines[0]?.error.message).toMatch(rule);
  });
});

describe('the configuration of a folder', () => {
  test('defaults to that of the project', async () => {
    const { config } = await read({ config: undefined });
    expect(config).toEqual(loadConfig(slaConfig));
  });

  test('is rejected with every fault and its file name', async () => {
    expect(await faultsOf({ config: { ...folderConfig, defaultPolicy: 'gold', region: 'here' } })).toEqual([
      expect.stringMatching(/^sla\.config\.json: defaultPolicy: /),
      'sla.config.json: region: not a known key',
    ]);
    expect(await faultsOf({ config: '{' })).toEqual([expect.stringMatching(/^sla\.config\.json: not JSON/)]);
  });
});

describe('the customers of a folder', () => {
  test.each(['{', '{}', 'null'])('are rejected as %j, because a list is required', async (customers) => {
    expect(await faultsOf({ customers })).toEqual([expect.stringMatching(/^customers\.json: not (JSON|a list)/)]);
  });

  test('are not validated, because the API validates them', async () => {
    expect((await read({ customers: [acmeRecord, 7] })).customers).toEqual([acmeRecord, 7]);
  });
});

const accountOf = async (events: readonly unknown[]) => alarmAccount((await read({ events })).arrivals);

describe('alarmAccount', () => {
  test('returns the account and region of most alarm events', async () => {
    const elsewhere = { account: '444455556666', region: 'eu-west-1' };
    const events = [
      alarmArrival('10-01T00:00', 'OK', elsewhere),
      alarmArrival('10-02T00:00', 'OK'),
      alarmArrival('10-03T00:00', 'OK'),
    ];
    expect(await accountOf(events)).toEqual({ account: '111122223333', region: 'us-west-2' });
  });

  test('returns undefined without alarm events', async () => {
    expect(await accountOf([call('10-01T00:00', '/a')])).toBeUndefined();
  });
});
