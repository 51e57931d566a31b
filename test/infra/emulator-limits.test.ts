import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NOT_COVERED } from '../deploy/not-covered.ts';

test.each(NOT_COVERED)('a template test covers: $what', ({ file, test: title }) => {
  expect(readFileSync(new URL(file, import.meta.url), 'utf8')).toContain(title);
});
