import * as z from 'zod/mini';
import { tryParse, InvalidInput } from '../../../shared/lib/validation.ts';
import { EXIT, Failure } from './failure.ts';

/** What an error of the SDK, of the network or of the file system means for whoever typed the command. */
export const failureOf = (error: unknown): Failure => {
  if (error instanceof Failure) return error;
  if (error instanceof InvalidInput) return new Failure(EXIT.refused, 'This was refused', { faults: error.faults });
  if (!(error instanceof Error)) return new Failure(EXIT.failed, String(error));
  const { message } = error;
  const code = codeOf(error);
  if (error.name === 'CredentialsProviderError')
    return new Failure(EXIT.failed, 'There are no AWS credentials', {
      next: 'sign in (`aws sso login`), or set AWS_PROFILE; without AWS: add --local to the command',
    });
  if (/region is missing|region not accepted/i.test(message))
    return new Failure(EXIT.wrongCall, 'No AWS region is set', { next: 'set AWS_REGION to the region of the stage' });
  if (/^(AccessDenied|UnauthorizedOperation|Forbidden)/.test(error.name))
    return new Failure(EXIT.refused, `AWS refused: ${message}`, {
      next: 'docs/deploying.md, "Who may do what", lists what each command needs',
    });
  if (/^(ExpiredToken|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|TokenRefreshRequired)/.test(error.name))
    return new Failure(EXIT.failed, `AWS does not know these credentials: ${message}`, {
      next: 'sign in again (`aws sso login`), or check AWS_PROFILE',
    });
  if (code === 'ENOENT') return new Failure(EXIT.refused, `There is no ${pathOf(error)}`);
  if (code === 'EACCES') return new Failure(EXIT.refused, `${pathOf(error)} cannot be read`);
  if (code === 'EISDIR') return new Failure(EXIT.refused, 'A folder was named where a file belongs');
  const next = 'check the network, and try again';
  if (error.name === 'TimeoutError') return new Failure(EXIT.failed, 'AWS did not answer in time', { next });
  if (code !== undefined && UNREACHABLE.has(code))
    return new Failure(EXIT.failed, `AWS cannot be reached (${code})`, { next });
  return new Failure(EXIT.failed, wordsOf(error), { next: 'the same command again is safe' });
};

const answered = z.object({ $metadata: z.object({ httpStatusCode: z.number() }) });

/** Of an answer that says nothing of itself, a proxy's page for instance, the SDK's word is `Unknown`. */
const wordsOf = (error: Error): string => {
  const { value } = tryParse(answered, error);
  if (error.message === 'Unknown' && value !== undefined) return `AWS answered ${value.$metadata.httpStatusCode}`;
  return error.message === '' ? error.name : error.message;
};

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** The code of an error, or of what it says it came from (`fetch failed`). */
const codeOf = (error: Error): string | undefined => {
  if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code;
  return error.cause instanceof Error ? codeOf(error.cause) : undefined;
};

const pathOf = (error: Error): string => ('path' in error ? String(error.path) : error.message);
