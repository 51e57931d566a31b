import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { CONSOLE_PATH } from '../../../shared/config/console-paths.ts';
import { toConsole } from '../../emulator/console-proxy.ts';
import { type LocalAnswer, type LocalRequest, textResponse, startLocalServer } from '../../emulator/local-server.ts';
import { untilEnded } from '../until-ended.ts';
import type { Result } from './result.ts';
import type { Stage } from './stage.ts';
import { tell } from '../terminal.ts';

/**
 * Serves a stage's console on this machine, signed with the credentials of whoever typed the command, until it is ended. Whoever can
 * reach the port would act in their name, so the address that is printed bears a key, which the browser then keeps as a cookie.
 */
export const openConsole = async (stage: Stage, port: number): Promise<Result> => {
  const key = randomBytes(24).toString('base64url');
  const { url, stop } = await startLocalServer(port, gated(key, stage.forward));
  const address = `${url}/?key=${key}`;
  tell(`The console of ${stage.title}: ${address}`);
  tell('What is recorded there is recorded in your name; keep the address to yourself. Ctrl-C ends it.');
  await untilEnded();
  await stop();
  return { text: [], json: { stage: stage.title, url } };
};

/** A browser tells cookies apart by their names and not by the port: two stages that are open at once need two. */
const cookieOf = (key: string): string => `sla-console-${createHash('sha256').update(key).digest('hex').slice(0, 8)}`;

/** Lets in to the console whoever brings the key, or the cookie that it was exchanged for; no page of another site can send that. */
const gated =
  (key: string, forward: (request: LocalRequest) => Promise<LocalAnswer>, name = cookieOf(key)) =>
  async (request: LocalRequest): Promise<LocalAnswer> => {
    const { pathname, searchParams } = new URL(request.target, 'http://127.0.0.1');
    if (pathname === '/' && same(key, searchParams.get('key') ?? ''))
      return {
        ...toConsole,
        headers: { ...toConsole.headers, 'set-cookie': `${name}=${key}; HttpOnly; SameSite=Strict; Path=/` },
      };
    const cookies = (request.headers['cookie'] ?? '').split('; ');
    const brought = cookies.filter((cookie) => cookie.startsWith(`${name}=`));
    if (!brought.some((cookie) => same(key, cookie.slice(name.length + 1))))
      return textResponse(403, 'Open the address that the command printed.');
    if (pathname === '/') return toConsole;
    return isOfConsole(request.target, pathname)
      ? forward(request)
      : textResponse(404, `The console is at ${CONSOLE_PATH}.`);
  };

/** Of the API nothing else is asked in the operator's name: neither another route, nor another host by a target that is a URL. */
const isOfConsole = (target: string, pathname: string): boolean =>
  target.startsWith(CONSOLE_PATH) && (pathname === CONSOLE_PATH || pathname.startsWith(`${CONSOLE_PATH}/`));

/** In constant time. */
const same = (key: string, said: string): boolean => {
  const [a, b] = [Buffer.from(key), Buffer.from(said)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
};
