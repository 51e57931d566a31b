import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { policyPictures } from '../../scripts/policy-pictures.ts';

test.each([...policyPictures()])('docs/images/%s shows the current result of the rules', (file, svg) => {
  expect(readFileSync(new URL(`../../docs/images/${file}`, import.meta.url), 'utf8')).toBe(svg);
});
