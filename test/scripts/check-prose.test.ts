import { describe, expect, test } from 'vitest';
import { checkProse, checkText, densityOf } from '../../scripts/check-prose.ts';
import { FORBIDDEN_PHRASES } from '../../scripts/prose-rules.ts';
import { markdownTexts, sourceTexts } from '../../scripts/prose-texts.ts';

const markdown = (text: string): string[] =>
  markdownTexts({ path: 'docs/a.md', text }).flatMap(checkText).map(describeFinding);
const source = (text: string, path = 'shared/a.ts'): string[] =>
  sourceTexts({ path, text }).flatMap(checkText).map(describeFinding);
const describeFinding = ({ line, rule }: { line: number; rule: string }): string => `${line} ${rule}`;

const LONG = `It ${'counts '.repeat(30)}again.`;

describe('Markdown', () => {
  test('passes when it is plain', () => {
    const text = [
      '# Entry points',
      '',
      'Each entry point acknowledges a message after it has stored the message.',
      '',
      '- The poller recovers lost transitions.',
      '- Every step is idempotent.',
      '',
      '| queue | retention |',
      '| --- | --- |',
      '| intake | 14 days |',
      '',
      '> Whoever reads a quotation reads the words of others, of which nobody here is the author.',
      '',
      '```sh',
      'npm run whoever',
      '```',
      '',
      'The files call it `door`. What is an SLA credit?',
    ].join('\n');
    expect(markdown(text)).toEqual([]);
  });

  test.each([
    ['A sweep overtakes the closing.', ['1 word']],
    ['The message is told\nto whoever asks.', ['1 word', '2 word']],
    ['| queue | of whom |\n| --- | --- |', ['1 word']],
    ['## What rings', ['1 opening', '1 word']],
    ['The sum is exact. Of three runs the last counts.', ['1 opening']],
    [`Plain.\n\n${LONG}`, ['3 sentence length']],
  ])('reports %j', (text, found) => {
    expect(
      markdown(text)
        .filter((each) => !each.endsWith('density'))
        .toSorted(),
    ).toEqual(found);
  });

  test('a common word counts only in its old sense', () => {
    expect(markdown('The connection refused packets.')).toEqual([]);
    expect(markdown('The API refused it.')).toEqual(['1 word']);
  });
});

describe('source files', () => {
  test('pass when comments and strings are plain', () => {
    const text = `
      /** Returns the revision of a credit; \`door\` is part of the stored payload. */
      // oxlint-disable-next-line whoever
      import { a } from '../whoever b/hand over.ts';
      const css = 'main{color:red} .whoever{margin:0}';
      const condition = 'attribute_not_exists(pk) whoever x';
      throw new Error(\`\${name} is not a currency\`);
    `;
    expect(source(text)).toEqual([]);
  });

  test.each([
    ['/** Gives back the sum. */', ['1 word']],
    ['\n/**\n * Returns it.\n * What is left stays.\n */', ['4 opening']],
    ["log('a webhook was turned away')", ['1 word']],
    ['const page = html`<p>It is told here.</p><b title="Who is hurt">x</b>`;', ['1 word', '1 word']],
    [`// ${LONG}`, ['1 sentence length']],
    [`throw new Error('It ${'counts '.repeat(15)}' + 'and fails again and again and again.')`, ['1 sentence length']],
    [`const help = 'It ${'counts '.repeat(15)}' + 'and fails again and again and again.';`, []],
  ])('report %j', (text, found) => {
    expect(source(text)).toEqual(found);
  });
});

describe('test titles', () => {
  test.each([
    ["test('retries the batch when one customer fails', f)", []],
    ["test.each(rows)('%s is rejected', f)", []],
    ["test('that is new is recorded', f)", ['1 fragment']],
    ["test.each(rows)('of %s is rejected', f)", ['1 fragment']],
    [`test('${'counts '.repeat(13)}', f)`, ['1 title length']],
    ["test('is taken by whoever asks', f)", ['1 word']],
    ["expect('of whom it is told').toBe(1)", []],
  ])('%j', (text, found) => {
    expect(source(text, 'test/a.test.ts')).toEqual(found);
  });
});

test('a group fails when too many of its sentences avoid their subject', () => {
  const texts = markdownTexts({ path: 'README.md', text: 'From this it follows. The sum is exact.' });
  expect(checkProse(texts).map(({ file, text }) => `${file}: ${text}`)).toEqual([
    'README.md: 50 % of sentences do not start with their subject, at most 3.5',
  ]);
});

test('density counts pronouns, verbs of speech and sentences without a leading subject', () => {
  const texts = markdownTexts({ path: 'README.md', text: 'From this it follows. It says what it is.' });
  expect(densityOf(texts)).toEqual({ coy: 111.1, saying: 111.1, fronted: 50, p90: 5 });
});

test('every forbidden phrase has a replacement and no match inside a path', () => {
  for (const { pattern, instead } of FORBIDDEN_PHRASES) {
    expect(instead).not.toBe('');
    expect('shared/doors/knock.ts'.match(pattern)).toBeNull();
  }
});
