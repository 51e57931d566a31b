import * as z from 'zod/mini';
import { parseAnswer } from './parse-answer.ts';
import type { Stage } from './stage.ts';

const nextPage = z.object({ next: z.optional(z.string()) });

/** Reads the pages of a list of the API, one after the other. `path` may have a query. */
export async function* readPages<S extends z.core.$ZodType>(
  stage: Pick<Stage, 'call'>,
  path: string,
  page: S,
): AsyncGenerator<z.output<S>, undefined> {
  let cursor: string | undefined;
  do {
    const target = cursor === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`;
    const answer = await stage.call('GET', target);
    yield parseAnswer(page, answer, `GET ${path}`);
    cursor = parseAnswer(nextPage, answer, `GET ${path}`).next;
  } while (cursor !== undefined);
  return undefined;
}
