import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';

const worked = z.object({
  title: z.string(),
  case: z.unknown(),
  statements: z.array(z.record(z.string(), z.unknown())),
});
const drawn = z.object({ case: z.unknown(), statements: worked.shape.statements });

const fixture = (path: string): URL => new URL(`../../fixtures/${path}`, import.meta.url);

/** Months calculated by hand, with their statements. */
export const workedMonths = readdirSync(fixture('cases'))
  .toSorted()
  .map((file) => z.parse(worked, JSON.parse(readFileSync(fixture(`cases/${file}`), 'utf8'))));

/** Random months, with the statements of another program. */
export const randomMonths = readFileSync(fixture('random-months.ndjson'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line, i) => ({ title: `line ${i + 1}`, ...z.parse(drawn, JSON.parse(line)) }));
