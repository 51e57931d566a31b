/** A block of shell commands of a page, with the output that the page shows for it. */
export type DocumentedSession = {
  /** The heading above the block. */
  readonly section: string;
  readonly commands: string;
  /** The shown lines; undefined if the page shows no output. */
  readonly shown: readonly string[] | undefined;
};

const HEADING = /^#+ (.*)$/;
const FENCE = /^```(\w*)$/;

type Block = { readonly section: string; readonly language: string; readonly lines: readonly string[] };

const blocksOf = (markdown: string): Block[] => {
  const blocks: Block[] = [];
  let section = '';
  let open: { language: string; lines: string[] } | undefined;
  for (const line of markdown.split('\n')) {
    if (open === undefined) {
      section = HEADING.exec(line)?.[1] ?? section;
      const language = FENCE.exec(line)?.[1];
      if (language !== undefined) open = { language, lines: [] };
    } else if (line === '```') {
      blocks.push({ section, ...open });
      open = undefined;
    } else open.lines.push(line);
  }
  return blocks;
};

/** Returns the blocks of `sh` of a page, in order. A block of `text` right after one shows its output. */
export const documentedSessions = (markdown: string): DocumentedSession[] => {
  const blocks = blocksOf(markdown);
  return blocks.flatMap(({ section, language, lines }, i) => {
    if (language !== 'sh') return [];
    const next = blocks[i + 1];
    return [{ section, commands: lines.join('\n'), shown: next?.language === 'text' ? next.lines : undefined }];
  });
};

const OMITTED = '…';

const escapePattern = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

/** The commands print some blanks as unbreakable ones, which a page cannot show. */
const withPlainBlanks = (line: string): string => line.replaceAll(/[\u00A0\u202F]/g, ' ').trimEnd();

const patternOf = (line: string): RegExp =>
  new RegExp(`^${withPlainBlanks(line).split(OMITTED).map(escapePattern).join('.*')}$`);

/**
 * Returns the first shown lines that an output lacks; undefined if it has all of them.
 * The lines follow each other. A line `…` stands for any lines, and `…` within a line for any text.
 * A page may show an excerpt: lines before the first and after the last shown line count as omitted.
 */
export const missingLines = (shown: readonly string[], output: string): string | undefined => {
  const lines = output.split('\n').map(withPlainBlanks);
  const groups: string[][] = [[]];
  for (const line of shown) {
    if (line.trim() === OMITTED) groups.push([]);
    else groups.at(-1)?.push(line);
  }
  let from = 0;
  for (const group of groups) {
    const patterns = group.map(patternOf);
    const place = lines.findIndex(
      (_, i) => i >= from && patterns.every((pattern, k) => pattern.test(lines[i + k] ?? '\0')),
    );
    if (place < 0) return group.join('\n');
    from = place + group.length;
  }
  return undefined;
};
