import { CONSOLE_PATH } from '../../shared/config/console-paths.ts';
import { apiEvent } from './deliver-payload.ts';
import type { Pipeline } from './local-pipeline.ts';
import { type LocalAnswer, type LocalRequest, textResponse } from './local-server.ts';

/**
 * Answers a browser's requests with the console's Lambda handler over a pipeline in this process. Requests run one
 * after another, and each processes the queues before it is answered.
 */
export const consoleProxy = (pipeline: Pipeline): ((request: LocalRequest) => Promise<LocalAnswer>) => {
  const answer = async ({ method, target, headers, body }: LocalRequest): Promise<LocalAnswer> => {
    const result = await pipeline.console(apiEvent(method, target, body, headers));
    await pipeline.run();
    return { status: result.statusCode, headers: textHeaders(result.headers), body: result.body };
  };
  let last: Promise<unknown> = Promise.resolve();
  return (request) => {
    if (request.target === '/') return Promise.resolve(redirectToConsole);
    const done = last.then(() => answer(request));
    last = done.catch(() => undefined);
    return done;
  };
};

export const redirectToConsole: LocalAnswer = { ...textResponse(302, ''), headers: { location: CONSOLE_PATH } };

const textHeaders = (headers: Readonly<Record<string, unknown>> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));
