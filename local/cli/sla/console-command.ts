import { randomBytes, timingSafeEqual } from 'node:crypto';
import { CONSOLE_PATH } from '../../../shared/config/console-paths.ts';
import { redirectToConsole } from '../../emulator/console-proxy.ts';
import {
  type LocalAnswer,
  type LocalRequest,
  startLocalServer,
  textResponse,
  untilInterrupted,
} from '../../emulator/local-server.ts';
import { printNote } from '../terminal.ts';
import type { CommandResult, Stage } from './stage.ts';

/** Bytes of the random name of a console, and of its key. */
const NAME_BYTES = 10;
const KEY_BYTES = 24;

/**
 * Serves a stage's console on 127.0.0.1 until Ctrl-C, signed with the operator's credentials. Other users of the
 * machine can reach the port. The printed address therefore contains a key, which is exchanged for a cookie.
 *
 * Browsers send a cookie of 127.0.0.1 to every port, and so to servers of other users. They resolve every name below
 * `localhost` to this machine, and send a cookie of such a name to it alone. So each console has a random name.
 */
export const consoleCommand = async (stage: Stage, port: number): Promise<CommandResult> => {
  const key = randomBytes(KEY_BYTES).toString('base64url');
  const hostName = `${randomBytes(NAME_BYTES).toString('hex')}.localhost`;
  const { url, stop } = await startLocalServer(port, requireKey(key, stage.forward), hostName);
  printNote(`The console of ${stage.title}: ${url}/?key=${key}`);
  printNote('Your name is recorded with each change. Do not share the address. Ctrl-C ends the console.');
  await untilInterrupted();
  await stop();
  return { text: [], json: { stage: stage.title, url } };
};

const COOKIE = 'sla-console';

/**
 * Exchanges the key for a cookie, and requires that cookie for all other requests. `SameSite` keeps other sites from
 * sending it.
 */
const requireKey =
  (key: string, forward: (request: LocalRequest) => Promise<LocalAnswer>) =>
  async (request: LocalRequest): Promise<LocalAnswer> => {
    const { pathname, searchParams } = new URL(request.target, 'http://localhost');
    if (pathname === '/' && equalInConstantTime(key, searchParams.get('key') ?? ''))
      return {
        ...redirectToConsole,
        headers: { ...redirectToConsole.headers, 'set-cookie': `${COOKIE}=${key}; HttpOnly; SameSite=Strict; Path=/` },
      };
    const cookies = (request.headers['cookie'] ?? '').split('; ').filter((cookie) => cookie.startsWith(`${COOKIE}=`));
    if (!cookies.some((cookie) => equalInConstantTime(key, cookie.slice(COOKIE.length + 1))))
      return textResponse(403, 'Open the address that the command printed.');
    if (pathname === '/') return redirectToConsole;
    return isConsolePath(request.target, pathname)
      ? forward(request)
      : textResponse(404, `Not found. The console is at ${CONSOLE_PATH}.`);
  };

/** Rejects the API's other routes, and an absolute URL as target, which would name another host. */
const isConsolePath = (target: string, pathname: string): boolean =>
  target.startsWith(CONSOLE_PATH) && (pathname === CONSOLE_PATH || pathname.startsWith(`${CONSOLE_PATH}/`));

const equalInConstantTime = (key: string, candidate: string): boolean => {
  const [a, b] = [Buffer.from(key), Buffer.from(candidate)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
};
