import * as z from 'zod/mini';

const place = z.object({ line: z.number(), column: z.number() });
const mutant = z.object({
  mutatorName: z.string(),
  replacement: z.string(),
  status: z.string(),
  location: z.object({ start: place, end: place }),
});

/** The used part of Stryker's JSON report: the source of each file, and its mutants. Lines and columns count from 1. */
export const mutationReport = z.object({
  files: z.record(z.string(), z.object({ source: z.string(), mutants: z.array(mutant) })),
});
export type MutationReport = z.output<typeof mutationReport>;
type Mutant = z.output<typeof mutant>;

/** A mutant that no test killed: its place, the original text, and the text of the mutant. */
export type Survivor = { readonly file: string; readonly line: number; readonly from: string; readonly to: string };

export type MutantCount = { readonly file: string; readonly killed: number; readonly survived: number };

/** An endless loop is as visible as a failed test. */
const isKilled = ({ status }: Mutant): boolean => status === 'Killed' || status === 'Timeout';
const isAlive = ({ status }: Mutant): boolean => status === 'Survived' || status === 'NoCoverage';

/** Counts the mutants of each file. A mutant that did not compile counts as neither. */
export const mutantCounts = ({ files }: MutationReport): MutantCount[] =>
  Object.entries(files)
    .map(([file, { mutants }]) => ({
      file,
      killed: mutants.filter(isKilled).length,
      survived: mutants.filter(isAlive).length,
    }))
    .toSorted((a, b) => (a.file < b.file ? -1 : 1));

/** Returns the killed mutants in per cent of all. */
export const scorePercent = (all: readonly MutantCount[]): number => {
  const killed = all.reduce((sum, count) => sum + count.killed, 0);
  const survived = all.reduce((sum, count) => sum + count.survived, 0);
  return (100 * killed) / (killed + survived);
};

/** Lists the surviving mutants by file and line, so that two runs can be compared. */
export const survivors = ({ files }: MutationReport): Survivor[] =>
  Object.entries(files)
    .flatMap(([file, { source, mutants }]) =>
      mutants.filter(isAlive).map(({ location: { start, end }, replacement }) => ({
        file,
        line: start.line,
        from: oneLine(textBetween(source, start, end)),
        to: oneLine(replacement),
      })),
    )
    .toSorted(
      (a, b) =>
        compareTexts(a.file, b.file) || a.line - b.line || compareTexts(a.from, b.from) || compareTexts(a.to, b.to),
    );

const compareTexts = (a: string, b: string): number => Number(a > b) - Number(a < b);

type Place = z.output<typeof place>;

const textBetween = (source: string, start: Place, end: Place): string => {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = (lines.pop() ?? '').slice(0, end.column - 1);
  return [...lines, last].join('\n').slice(start.column - 1);
};

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
