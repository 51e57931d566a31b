import { expect, test } from 'vitest';
import { type BenchResults, resultSummary } from '../../bench/bench-results.ts';

const times = {
  description: '',
  evaluator: 2,
  withFigures: 6,
  stringify: 4,
  luxon: 600,
  luxonSharedCalendar: 300,
  postgres: 60,
};
const duration = { seconds: 3, cpuSeconds: 2 };
const closing = {
  customers: 100,
  credits: 50,
  requests: { Query: 121, PutItem: 107, 'S3 PUT': 100 },
  made: 228,
  bound: 200,
  closing: duration,
  bare: { seconds: 2, cpuSeconds: 1 },
};
const coldStart = { kb: 339.96, ratio: 0.78, leanRatio: 1.3 };
const results: BenchResults = {
  engine: [
    { ...times, mix: 'quiet' },
    { ...times, mix: 'typical', postgres: null },
    { ...times, mix: 'busy' },
  ],
  closings: [closing, { ...closing, customers: 1000, bound: 228 }, closing],
  planned: [],
  stack: { alarms: 20, dashboards: 1, secrets: 1, polled: { standard: 2, fifo: 1 }, scheduled: 10_000, watched: 3 },
  coldStart: { ingest: coldStart, closing: coldStart },
};

test('the summary has only the promised figures, of the largest closing', () => {
  const engine = { vsLuxon: 300, vsPostgres: 30, vsStringify: 0.5 };
  expect(JSON.parse(JSON.stringify(resultSummary(results)))).toEqual({
    engine: { quiet: engine, typical: { ...engine, vsPostgres: null }, busy: engine },
    closing: { requestsOverBound: 1, wallOverBare: 1.5, customers: 1000 },
    coldStart: { ingest: { kb: 340, ratio: 0.78 }, closing: { kb: 340, ratio: 0.78 } },
    cost: { perMillionCustomersUsd: expect.any(Number) },
  });
});
