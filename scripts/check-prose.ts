import { type Finding, reportFindings } from './findings.ts';
import {
  COY,
  DENSITY_MAX,
  FORBIDDEN_OPENING,
  FORBIDDEN_PHRASES,
  FRAGMENT_OPENING,
  FRONTED,
  SAYING,
  TITLE_MEDIAN_MAX,
  WORDS_MAX,
} from './prose-rules.ts';
import { markdownTexts, type ProseText, sourceTexts } from './prose-texts.ts';
import { isMain, MARKDOWN_PATHS, PRODUCT_FOLDERS, readSources } from './source-files.ts';

/**
 * Checks the English of Markdown, comments, test titles and visible strings against docs/contributing/style.md: `npm run check:prose`.
 * Words in code (between backticks) are exempt, and so is everything that is not prose.
 */

type Sentence = { readonly text: string; readonly line: number };

const wordsOf = (text: string): number => text.match(/[A-Za-z0-9'’-]+/g)?.length ?? 0;

/** Splits a text into sentences: after a full stop, question or exclamation mark that a capital follows. */
const sentencesOf = ({ text, line }: ProseText): Sentence[] => {
  const starts = [
    0,
    ...[...text.matchAll(/[.!?][)"”]?\s+(?=["“(]?[A-Z0-9])/g)].map((match) => match.index + match[0].length),
  ];
  return starts.map((start, index) => {
    const lead = /^\s*/.exec(text.slice(start))?.[0] ?? '';
    return {
      text: text
        .slice(start, starts[index + 1])
        .replaceAll(/\s+/g, ' ')
        .trim(),
      line: line + text.slice(0, start).split('\n').length - 1 + lead.split('\n').length - 1,
    };
  });
};

const short = (text: string): string => (text.length > 90 ? `${text.slice(0, 87)}…` : text);

const limitOf = (kind: ProseText['kind']): number | undefined => {
  if (kind === 'heading' || kind === 'cell') return undefined;
  return WORDS_MAX[kind];
};

const phraseFindings = ({ file, line, text }: ProseText): Finding[] =>
  FORBIDDEN_PHRASES.flatMap(({ pattern, instead }) =>
    [...text.matchAll(pattern)].map((match) => ({
      file,
      line: line + text.slice(0, match.index).split('\n').length - 1,
      rule: 'word',
      text: `"${match[0].replaceAll(/\s+/g, ' ')}" (instead: ${instead})`,
    })),
  );

const NAMES_SHARE_MIN = 0.5;
/** Returns whether a text is a list of names with slashes, such as time zones. */
const isNameList = (text: string): boolean => {
  const words = text.trim().split(/\s+/);
  return words.filter((word) => word.includes('/')).length >= NAMES_SHARE_MIN * words.length;
};

/** Returns what is wrong with one text. */
export const checkText = (prose: ProseText): Finding[] => {
  const { file, line, kind, text } = prose;
  const findings = phraseFindings(prose);
  const add = (at: number, rule: string, what: string): void =>
    void findings.push({ file, line: at, rule, text: what });
  const limit = limitOf(kind);
  if (kind === 'title') {
    const length = text.trim().split(/\s+/).length;
    if (length > WORDS_MAX.title) add(line, 'title length', `${length} words, at most ${limit}: ${short(text)}`);
    if (FRAGMENT_OPENING.test(text)) add(line, 'fragment', short(text));
    return findings;
  }
  for (const sentence of sentencesOf(prose)) {
    const length = wordsOf(sentence.text);
    if (limit !== undefined && length > limit && !isNameList(sentence.text)) {
      add(sentence.line, 'sentence length', `${length} words, at most ${limit}: ${short(sentence.text)}`);
    }
    if (FORBIDDEN_OPENING.test(sentence.text)) add(sentence.line, 'opening', short(sentence.text));
  }
  return findings;
};

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;

/** Groups of texts that are measured together. */
const GROUPS: Readonly<Record<string, (text: ProseText) => boolean>> = {
  'README.md': ({ file, kind }) => file === 'README.md' && kind === 'markdown',
  'docs/': ({ file, kind }) => file.startsWith('docs/') && kind === 'markdown',
  'CHANGELOG.md': ({ file, kind }) => file === 'CHANGELOG.md' && kind === 'markdown',
  comments: ({ file, kind }) => kind === 'comment' && !file.startsWith('test/'),
  'comments of tests': ({ file, kind }) => kind === 'comment' && file.startsWith('test/'),
};

const round = (value: number): number => Math.round(value * 10) / 10;

/** Returns how far a group of texts is from plain English, or undefined if it has no sentences. */
export const densityOf = (texts: readonly ProseText[]): Record<keyof typeof DENSITY_MAX, number> | undefined => {
  const sentences = texts.flatMap(sentencesOf).filter(({ text }) => (text.match(/[A-Za-z']+/g)?.length ?? 0) >= 3);
  const lengths = sentences.map(({ text }) => wordsOf(text));
  const words = lengths.reduce((sum, length) => sum + length, 0);
  if (words === 0) return undefined;
  const per1000 = (pattern: RegExp): number =>
    round((1000 * texts.reduce((sum, { text }) => sum + (text.match(pattern)?.length ?? 0), 0)) / words);
  return {
    coy: per1000(COY),
    saying: per1000(SAYING),
    fronted: round((100 * sentences.filter(({ text }) => FRONTED.test(text)).length) / sentences.length),
    p90: percentile(lengths, 0.9),
  };
};

const DENSITY_TEXT: Readonly<Record<keyof typeof DENSITY_MAX, string>> = {
  coy: 'pronouns (what, who, whose) per 1,000 words',
  saying: 'verbs of speech per 1,000 words',
  fronted: '% of sentences do not start with their subject',
  p90: 'words in the longest tenth of the sentences',
};
const MEASURES = ['coy', 'saying', 'fronted', 'p90'] as const;

const densityFindings = (texts: readonly ProseText[]): Finding[] => {
  const findings: Finding[] = [];
  for (const [group, belongs] of Object.entries(GROUPS)) {
    const density = densityOf(texts.filter(belongs));
    for (const measure of MEASURES) {
      const value = density?.[measure] ?? 0;
      if (value <= DENSITY_MAX[measure]) continue;
      const text = `${value} ${DENSITY_TEXT[measure]}, at most ${DENSITY_MAX[measure]}`;
      findings.push({ file: group, line: 1, rule: 'density', text });
    }
  }
  const titles = texts.flatMap(({ kind, text }) => (kind === 'title' ? [text.trim().split(/\s+/).length] : []));
  const median = percentile(titles, 0.5);
  if (median > TITLE_MEDIAN_MAX) {
    const text = `the median test title has ${median} words, at most ${TITLE_MEDIAN_MAX}`;
    findings.push({ file: 'test/', line: 1, rule: 'density', text });
  }
  return findings;
};

/** Returns what is wrong with these texts, each by itself and each group as a whole. */
export const checkProse = (texts: readonly ProseText[]): Finding[] => [
  ...texts.flatMap(checkText),
  ...densityFindings(texts),
];

/** The table of forbidden words contains them. */
const isWordTable = ({ file, kind }: ProseText): boolean => file === 'scripts/prose-rules.ts' && kind === 'string';

if (isMain(import.meta.url)) {
  reportFindings(
    checkProse([
      ...readSources(MARKDOWN_PATHS, '.md').flatMap(markdownTexts),
      ...readSources([...PRODUCT_FOLDERS, 'test'], '.ts')
        .flatMap(sourceTexts)
        .filter((text) => !isWordTable(text)),
    ]),
    'The prose is plain',
  );
}
