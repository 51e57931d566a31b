import { CONSOLE_PATH } from '../../shared/config/console-paths.ts';
import { apiEvent } from './deliver-payload.ts';
import { type LocalAnswer, type LocalRequest, textResponse } from './local-server.ts';
import type { Pipeline } from './local-pipeline.ts';

/**
 * The console over a pipeline in this process: the handler that runs in Lambda, given what a browser on this machine asks. What a request
 * puts on the queues is worked through before it is answered; one request after the other, so that no two do so at once.
 */
export const consoleOver = (pipeline: Pipeline): ((request: LocalRequest) => Promise<LocalAnswer>) => {
  const answer = async ({ method, target, headers, body }: LocalRequest): Promise<LocalAnswer> => {
    const answered = await pipeline.console(apiEvent(method, target, body, headers));
    await pipeline.run();
    return { status: answered.statusCode, headers: texts(answered.headers), body: answered.body };
  };
  let last: Promise<unknown> = Promise.resolve();
  return (request) => {
    if (request.target === '/') return Promise.resolve(toConsole);
    const done = last.then(() => answer(request));
    last = done.catch(() => undefined);
    return done;
  };
};

/** To the console's first page. */
export const toConsole: LocalAnswer = { ...textResponse(302, ''), headers: { location: CONSOLE_PATH } };

const texts = (headers: Readonly<Record<string, unknown>> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));
