import { afterAll, describe, expect, it } from 'vitest';
import { ownAccount, readFolder } from '../../../local/emulator/replay-folder.ts';
import { loadConfig } from '../../../shared/config/config.ts';
import { InvalidInput } from '../../../shared/lib/validation.ts';
import slaConfig from '../../../sla.config.ts';
import {
  acme,
  alarms,
  calls,
  folderConfig,
  type FolderParts,
  makeFolder,
} from '../../support/builders/replay-folders.ts';

const removals: (() => void)[] = [];
afterAll(() => removals.forEach((remove) => remove()));

const read = (parts: FolderParts) => {
  const { directory, remove } = makeFolder({ config: folderConfig, ...parts });
  removals.push(remove);
  return readFolder(directory);
};

/** The faults for which a folder is refused, as `place: rule`. */
const faultsOf = async (parts: FolderParts): Promise<string[]> => {
  try {
    await read(parts);
    return [];
  } catch (error) {
    if (error instanceof InvalidInput) return error.faults.map(({ at, rule }) => `${at}: ${rule}`);
    throw error;
  }
};

const call = (at: string, path: string) => calls(at, 'GET', path, undefined);

describe('arrivals', () => {
  it('are in order of time, those of one instant in the order of the file, and bear their line', async () => {
    const { arrivals, badLines } = await read({
      events: [call('10-02T00:00', '/c'), '', call('10-01T00:00', '/a'), call('10-02T00:00', '/d'), '  '],
    });
    expect(arrivals.map(({ line }) => line)).toEqual([3, 1, 4]);
    expect(badLines).toEqual([]);
  });

  it('may have Windows line ends, and instants as their source writes them', async () => {
    const { arrivals } = await read({
      events: ['{"at":"2026-10-01T02:00:00.5+02:00","door":"twilio","payload":null}\r', '\r'],
    });
    expect(arrivals).toEqual([{ at: Date.UTC(2026, 9, 1, 0, 0, 0, 500), door: 'twilio', payload: null, line: 1 }]);
  });

  it.each([
    ['no JSON', '{', /not JSON/],
    ['no object', '[]', /not an object/],
    ['no instant', { door: 'twilio', payload: 1 }, /^at: missing/],
    ['a date that does not exist', { at: '2026-02-30T00:00:00Z', door: 'twilio', payload: 1 }, /^at: /],
    [
      'another door',
      { at: '2026-10-01T00:00:00Z', door: 'sns', payload: 1 },
      /^door: not one of eventbridge, twilio, records/,
    ],
    [
      'a key that is not known',
      { at: '2026-10-01T00:00:00Z', door: 'twilio', payload: 1, day: 1 },
      /^day: not a known key/,
    ],
  ])('a line that is %s is told with its number, and holds up no other', async (_, line, rule) => {
    const { arrivals, badLines } = await read({ events: [call('10-01T00:00', '/a'), line] });
    expect(arrivals).toHaveLength(1);
    expect(badLines.map(({ line }) => line)).toEqual([2]);
    expect(badLines[0]?.error.message).toMatch(rule);
  });
});

describe('the configuration', () => {
  it('is the project’s own where the folder has none', async () => {
    const { config } = await read({ config: undefined });
    expect(config).toEqual(loadConfig(slaConfig));
  });

  it('is refused with every fault, after the name of its file', async () => {
    expect(await faultsOf({ config: { ...folderConfig, defaultPolicy: 'gold', region: 'here' } })).toEqual([
      expect.stringMatching(/^sla\.config\.json: defaultPolicy: /),
      'sla.config.json: region: not a known key',
    ]);
    expect(await faultsOf({ config: '{' })).toEqual([expect.stringMatching(/^sla\.config\.json: not JSON/)]);
  });
});

describe('the customers', () => {
  it.each(['{', '{}', 'null'])('are refused as %j: they are a list', async (customers) => {
    expect(await faultsOf({ customers })).toEqual([expect.stringMatching(/^customers\.json: not (JSON|a list)/)]);
  });

  it('are taken as they are: their door judges them', async () => {
    expect((await read({ customers: [acme, 7] })).customers).toEqual([acme, 7]);
  });
});

const own = async (events: readonly unknown[]) => ownAccount((await read({ events })).arrivals);

describe('the stack’s own account and region', () => {
  it('are those of most alarm events', async () => {
    const elsewhere = { account: '444455556666', region: 'eu-west-1' };
    const events = [alarms('10-01T00:00', 'OK', elsewhere), alarms('10-02T00:00', 'OK'), alarms('10-03T00:00', 'OK')];
    expect(await own(events)).toEqual({ account: '111122223333', region: 'us-west-2' });
  });

  it('are unknown without one', async () => {
    expect(await own([call('10-01T00:00', '/a')])).toBeUndefined();
  });
});
