import * as z from 'zod/mini';

const place = z.object({ line: z.number(), column: z.number() });
const mutant = z.object({
  mutatorName: z.string(),
  replacement: z.string(),
  status: z.string(),
  location: z.object({ start: place, end: place }),
});

/** What Stryker's JSON report says, as far as it is used: each file's source, and its mutants. Lines and columns count from 1. */
export const results = z.object({
  files: z.record(z.string(), z.object({ source: z.string(), mutants: z.array(mutant) })),
});
export type Results = z.output<typeof results>;
type Mutant = z.output<typeof mutant>;

/** A mutant that no test killed: where, what stood there, and what the mutant says instead. */
export type Survivor = { readonly file: string; readonly line: number; readonly from: string; readonly to: string };

/** How many mutants of a file died, and how many did not. */
export type Count = { readonly file: string; readonly killed: number; readonly survived: number };

/** One that runs for ever is found out as surely as one that fails. */
const isDead = ({ status }: Mutant): boolean => status === 'Killed' || status === 'Timeout';
const isAlive = ({ status }: Mutant): boolean => status === 'Survived' || status === 'NoCoverage';

export const counts = ({ files }: Results): Count[] =>
  Object.entries(files)
    .map(([file, { mutants }]) => ({
      file,
      killed: mutants.filter(isDead).length,
      survived: mutants.filter(isAlive).length,
    }))
    .toSorted((a, b) => (a.file < b.file ? -1 : 1));

/** The share of mutants that died, in per cent. */
export const score = (all: readonly Count[]): number => {
  const killed = all.reduce((sum, count) => sum + count.killed, 0);
  const survived = all.reduce((sum, count) => sum + count.survived, 0);
  return (100 * killed) / (killed + survived);
};

/** Those that live, in the order of the files and of their lines: what a run prints differs from the last one's where something changed. */
export const survivors = ({ files }: Results): Survivor[] =>
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
