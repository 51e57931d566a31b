import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { outagePicture } from '../../scripts/outage-picture.ts';

test('docs/images/outage.svg shows the current result of the rules', () => {
  expect(readFileSync(new URL('../../docs/images/outage.svg', import.meta.url), 'utf8')).toBe(outagePicture());
});
