import * as z from 'zod/mini';
import type { ApiPaths } from './api-paths.ts';
import { parseAnswer } from './parse-answer.ts';
import type { Stage } from './stage.ts';

const nextPage = z.object({ next: z.optional(z.string()) });

/** Reads the pages of a list of the API, one after the other. `query`: its parameters, without `?`. */
export async function* readPages<S extends z.core.$ZodType>(
  stage: Pick<Stage, 'call'>,
  path: ApiPaths['GET'],
  page: S,
  query = '',
): AsyncGenerator<z.output<S>, undefined> {
  let cursor: string | undefined;
  do {
    const parameters = [query, ...(cursor === undefined ? [] : [`cursor=${cursor}`])].filter((each) => each !== '');
    const answer = await stage.call('GET', parameters.length === 0 ? path : `${path}?${parameters.join('&')}`);
    yield parseAnswer(page, answer, `GET ${path}`);
    cursor = parseAnswer(nextPage, answer, `GET ${path}`).next;
  } while (cursor !== undefined);
  return undefined;
}
