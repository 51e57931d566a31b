import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { countRecording, lambdaTelemetry, type Telemetry } from '../../functions/telemetry.ts';
import { Rejected } from '../../shared/rejected.ts';

let written: string[];
let telemetry: Telemetry;
beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'us-east-1');
  written = [];
  telemetry = lambdaTelemetry('test');
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test('a payload that is refused is counted, and logged by place and rule, never by what stood there', () => {
  telemetry.refused(
    'records',
    new Rejected([{ at: 'text', rule: 'longer than 20000 characters', value: 'Jane is ill' }]),
  );
  const lines = written.join('');
  expect(lines).toContain('"at":"text"');
  expect(lines).toContain('PayloadsRefused');
  expect(lines).not.toContain('Jane');
});

test('what is counted is a metric of the stage; nothing counted is none', () => {
  telemetry.count('FactsRecorded', 3);
  telemetry.count('CustomersBlocked', 0);
  expect(written.map((line): unknown => JSON.parse(line))).toEqual([
    expect.objectContaining({ FactsRecorded: 3, service: 'test', _aws: expect.anything() }),
  ]);
});

test.each([
  ['recorded', 'FactsRecorded', 0],
  ['known', 'FactsKnown', 0],
  ['retracted', 'FactsKnown', 0],
  ['conflict', 'FactsConflicting', 1],
] as const)('a fact that was %s is counted as %s', (outcome, metric, notes) => {
  const counted: string[] = [];
  const noted: string[] = [];
  countRecording({ count: (what) => counted.push(what), note: (what) => noted.push(what), refused() {} }, outcome);
  expect(counted).toEqual([metric]);
  expect(noted).toHaveLength(notes);
});
