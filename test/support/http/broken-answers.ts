import { gzipSync } from 'node:zlib';
import { DOCUMENT_BYTES_MAX } from '../../../functions/poll-twilio/fetch-document.ts';
import type { Responder } from './status-page.ts';

/** Ways in which a server fails to answer; here by a status and a body. */
export const respondWith =
  (status: number, body: string | Buffer = '', headers: Readonly<Record<string, string>> = {}): Responder =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };

/** Starts an answer and never ends it. */
export const respondWithoutEnd =
  (text: string, headers: Readonly<Record<string, string>> = {}): Responder =>
  (_, response) => {
    response.writeHead(200, headers).write(text);
  };

/** Sends a byte every 20 ms without end. */
export const dripBytes: Responder = (_, response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
};

/** Resets the connection in the middle of an answer. */
export const resetConnection: Responder = (_, response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{"page":', () => response.socket?.resetAndDestroy());
};

/** Closes the connection before the end of the answer. */
export const endEarly: Responder = (_, response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{"page":', () => response.socket?.end());
};

export const hugeDocument: Responder = respondWith(200, `{"page":${' '.repeat(DOCUMENT_BYTES_MAX)}}`);
export const gzipBomb = respondWith(200, gzipSync(`[${' '.repeat(DOCUMENT_BYTES_MAX)}]`), {
  'content-encoding': 'gzip',
});
export const corruptGzip = respondWith(200, Buffer.from('no gzip'), { 'content-encoding': 'gzip' });
