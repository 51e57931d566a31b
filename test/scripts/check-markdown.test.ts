import { expect, test } from 'vitest';
import { checkMarkdown } from '../../scripts/check-markdown.ts';

const check = (text: string): string[] =>
  checkMarkdown([{ path: 'docs/a.md', text }], { default: true }).map(
    ({ file, line, rule }) => `${file}:${line}: ${rule}`,
  );

test('well-formed Markdown passes', () => {
  expect(check('# Title\n\nText.\n\n- item\n')).toEqual([]);
});

test('a skipped heading level fails', () => {
  expect(check('# Title\n\n### Part\n')).toEqual(['docs/a.md:3: MD001/heading-increment']);
});
