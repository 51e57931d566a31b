import { randomBytes, timingSafeEqual } from 'node:crypto';
import { toConsole } from '../console-over.ts';
import { type LocalAnswer, type LocalRequest, plain, startLoopback } from '../loopback.ts';
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
  const { url, stop } = await startLoopback(port, gated(key, stage.forward));
  const address = `${url}/?key=${key}`;
  tell(`The console of ${stage.title}: ${address}`);
  tell('What is recorded there is recorded in your name; keep the address to yourself. Ctrl-C ends it.');
  await untilEnded();
  await stop();
  return { text: [], json: { stage: stage.title, url } };
};

const COOKIE = 'sla-console';

/** Lets in whoever brings the key, or the cookie that it was exchanged for; no page of another site can send that. */
const gated =
  (key: string, forward: (request: LocalRequest) => Promise<LocalAnswer>) =>
  async (request: LocalRequest): Promise<LocalAnswer> => {
    const { pathname, searchParams } = new URL(request.target, 'http://127.0.0.1');
    if (pathname === '/' && same(key, searchParams.get('key') ?? ''))
      return {
        ...toConsole,
        headers: { ...toConsole.headers, 'set-cookie': `${COOKIE}=${key}; HttpOnly; SameSite=Strict; Path=/` },
      };
    const cookies = (request.headers['cookie'] ?? '').split('; ');
    const brought = cookies.filter((cookie) => cookie.startsWith(`${COOKIE}=`));
    if (!brought.some((cookie) => same(key, cookie.slice(COOKIE.length + 1))))
      return plain(403, 'Open the address that the command printed.');
    return pathname === '/' ? toConsole : forward(request);
  };

/** In constant time. */
const same = (key: string, said: string): boolean => {
  const [a, b] = [Buffer.from(key), Buffer.from(said)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
};
