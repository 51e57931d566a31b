import * as z from 'zod/mini';

const place = z.object({ line: z.number(), column: z.number() });
const mutant = z.object({
  mutatorName: z.string(),
  replacement: z.string(),
  status: z.string(),
  location: z.object({ start: place, end: place }),
});

/** The used part of Stryker's JSON report: the source and the mutants of each file. Lines and columns count from 1. */
export const mutationResults = z.object({
  files: z.record(z.string(), z.object({ source: z.string(), mutants: z.array(mutant) })),
});
export type MutationResults = z.output<typeof mutationResults>;
type Mutant = z.output<typeof mutant>;

/** A mutant that no test killed: its place, the original text and the changed text. */
export type SurvivingMutant = {
  readonly file: string;
  readonly line: number;
  readonly from: string;
  readonly to: string;
};

/** The numbers of killed and of surviving mutants of a file. */
export type MutantCount = { readonly file: string; readonly killed: number; readonly survived: number };

/** A mutant that never ends is found, as one that fails. */
const isDead = ({ status }: Mutant): boolean => status === 'Killed' || status === 'Timeout';
const isAlive = ({ status }: Mutant): boolean => status === 'Survived' || status === 'NoCoverage';

export const countMutants = ({ files }: MutationResults): MutantCount[] =>
  Object.entries(files)
    .map(([file, { mutants }]) => ({
      file,
      killed: mutants.filter(isDead).length,
      survived: mutants.filter(isAlive).length,
    }))
    .toSorted((a, b) => (a.file < b.file ? -1 : 1));

/** Returns the percentage of killed mutants. */
export const mutationScore = (all: readonly MutantCount[]): number => {
  const killed = all.reduce((sum, count) => sum + count.killed, 0);
  const survived = all.reduce((sum, count) => sum + count.survived, 0);
  return (100 * killed) / (killed + survived);
};

/** Returns the surviving mutants, sorted by file and line, so that two runs can be compared. */
export const survivingMutants = ({ files }: MutationResults): SurvivingMutant[] =>
  Object.entries(files)
    .flatMap(([file, { source, mutants }]) =>
      mutants.filter(isAlive).map(({ location: { start, end }, replacement }) => ({
        file,
        line: start.line,
        from: oneLine(textBetween(source, start, end)),
        to: oneLine(replacement),
      })),
    )
    .toSorted((a, b) => inOrder(a.file, b.file) || a.line - b.line || inOrder(a.from, b.from) || inOrder(a.to, b.to));

const inOrder = (a: string, b: string): number => Number(a > b) - Number(a < b);

type Place = z.output<typeof place>;

const textBetween = (source: string, start: Place, end: Place): string => {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = (lines.pop() ?? '').slice(0, end.column - 1);
  return [...lines, last].join('\n').slice(start.column - 1);
};

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
