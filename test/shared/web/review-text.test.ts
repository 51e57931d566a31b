import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FACT_KINDS } from '../../../shared/domain/facts/facts.ts';
import { reviewText } from '../../../shared/web/review-text.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FOLDERS = ['shared/closing', 'functions/poll-twilio', 'functions/reconcile-alarms', 'functions/close-month'];

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder)).map((name) => readFileSync(join(ROOT, folder, name), 'utf8')),
);
const named = sources.flatMap((text) =>
  [...text.matchAll(/kind: '([a-z]+(?:-[a-z]+)+)'/g)].map(([, kind = '']) => kind),
);
const facts = new Set<string>(FACT_KINDS);
const kinds = [...new Set(named)].filter((kind) => !facts.has(kind)).toSorted();

test('the sources contain kinds of review items', () => {
  expect(kinds.length).toBeGreaterThan(14);
});

const architecture = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');

test.each(kinds)('%s has a text and is explained in docs/architecture.md', (kind) => {
  expect(reviewText(kind)).not.toBe(kind);
  expect(architecture).toContain(`\`${kind}\``);
});

test.each(['constructor', '__proto__', 'something-new'])('%s has no text and is shown unchanged', (kind) => {
  expect(reviewText(kind)).toBe(kind);
});
