import { describe, expect, test } from 'vitest';
import { inputNotes } from '../../../../local/cli/try/input-notes.ts';
import { loadConfig } from '../../../../shared/config/config.ts';
import { shortFormSla } from '../../../../shared/domain/policy/presets/short-form-sla.ts';

const config = loadConfig({
  policies: { berlin: { ...shortFormSla, id: 'berlin', timeZone: 'Europe/Berlin' } },
  defaultPolicy: 'berlin',
  providers: {},
  components: { voice: { alarms: ['voice-down'], dependsOn: [] }, vocie: { alarms: [], dependsOn: [] } },
  closing: { day: 2, hour: 12 },
});
const notesOf = (changes: readonly string[], components: readonly string[] = ['voice']): string[] =>
  inputNotes(
    '2026-10',
    config,
    changes.map((at) => Date.parse(at)),
    { file: 'customers.csv', components },
  );

describe('the files of a month get', () => {
  test('no note if each component has an alarm that changes its state', () => {
    expect(notesOf(['2026-10-14T17:00:00Z'])).toEqual([]);
  });

  test('a note about each component without an alarm', () => {
    expect(notesOf(['2026-10-14T17:00:00Z'], ['voice', 'vocie'])).toEqual([
      'customers.csv: no alarm measures “vocie”, so it counts as up. → correct the name, or map an alarm in --components FILE',
    ]);
  });

  test('a note about a month without a change of state', () => {
    expect(notesOf(['2026-09-14T17:00:00Z', '2026-11-01T17:00:00Z', '2026-09-02T17:00:00Z'])).toEqual([
      'No alarm changes its state in October 2026; the alarm history is from 2026-09-02 to 2026-11-01. → check --month and --alarms',
    ]);
  });

  test('a note about a history without a change of state', () => {
    expect(notesOf([])).toEqual(['The alarm history has no change of state. → name all files after --alarms']);
  });

  // Berlin's October begins at 22:00 UTC of 30 September, and ends at 23:00 UTC.
  test.each([
    ['2026-09-30T21:59:59Z', 1],
    ['2026-09-30T22:00:00Z', 0],
    ['2026-10-31T22:59:59Z', 0],
    ['2026-10-31T23:00:00Z', 1],
  ])('the month in the zone of the close: %s', (at, count) => {
    expect(notesOf([at])).toHaveLength(count);
  });
});
