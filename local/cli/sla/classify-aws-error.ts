import * as z from 'zod/mini';
import { tryParse } from '../../../shared/lib/validation.ts';
import { EXIT, Failure, toFailure } from '../failure.ts';

/** Maps an error of the AWS SDK, the network, the file system or the input to a failure. */
export const classifyAwsError = (error: unknown): Failure => {
  const known = toFailure(error);
  if (known !== undefined) return known;
  if (!(error instanceof Error)) return new Failure(EXIT.failed, String(error));
  const { message } = error;
  const code = codeOf(error);
  if (error.name === 'CredentialsProviderError')
    return new Failure(EXIT.failed, 'No AWS credentials found', {
      next: 'sign in (`aws sso login`), or set AWS_PROFILE; without AWS: add --local to the command',
    });
  if (/region is missing|region not accepted/i.test(message))
    return new Failure(EXIT.wrongCall, 'No AWS region is set', {
      next: 'set AWS_REGION to the region of the stage; without AWS: add --local and a replay folder to the command',
    });
  if (/^(AccessDenied|UnauthorizedOperation|Forbidden)/.test(error.name))
    return new Failure(EXIT.refused, `AWS denied access: ${message}`, {
      next: 'docs/how-to/deploy.md, "IAM permissions", lists the permissions of each command',
    });
  if (/^(ExpiredToken|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|TokenRefreshRequired)/.test(error.name))
    return new Failure(EXIT.failed, `AWS rejected the credentials: ${message}`, {
      next: 'sign in again (`aws sso login`), or check AWS_PROFILE',
    });
  const next = 'check the network, and try again';
  if (error.name === 'TimeoutError') return new Failure(EXIT.failed, 'AWS did not answer in time', { next });
  if (code !== undefined && NETWORK_CODES.has(code))
    return new Failure(EXIT.failed, `AWS is unreachable (${code})`, { next });
  return new Failure(EXIT.failed, messageOf(error), { next: 'the same command is safe to repeat' });
};

const sdkError = z.object({ $metadata: z.object({ httpStatusCode: z.number() }) });

/** The SDK's message is `Unknown` if the answer has no error code, for example a proxy's error page. */
const messageOf = (error: Error): string => {
  const { value } = tryParse(sdkError, error);
  if (error.message === 'Unknown' && value !== undefined) return `AWS answered ${value.$metadata.httpStatusCode}`;
  return error.message === '' ? error.name : error.message;
};

const NETWORK_CODES = new Set([
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

/** Returns the code of an error or of its cause; `fetch failed` has the code on its cause. */
const codeOf = (error: Error): string | undefined => {
  if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code;
  return error.cause instanceof Error ? codeOf(error.cause) : undefined;
};
