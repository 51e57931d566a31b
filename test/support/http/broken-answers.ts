import { gzipSync } from 'node:zlib';
import { DOCUMENT_BYTES_MAX } from '../../../functions/poll-twilio/fetch-document.ts';
import type { Answering } from './status-page.ts';

/** Ways in which a page can fail to answer; here with a status and a body of one's own. */
export const answering =
  (status: number, body: string | Buffer = '', headers: Readonly<Record<string, string>> = {}): Answering =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };

/** Begins an answer, and never ends it. */
export const beginning =
  (text: string, headers: Readonly<Record<string, string>> = {}): Answering =>
  (_, response) => {
    response.writeHead(200, headers).write(text);
  };

/** Sends a byte every 20 ms, for ever. */
export const drip: Answering = (_, response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
};

/** Breaks the connection off in the middle of an answer. */
export const reset: Answering = (_, response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{"page":', () => response.socket?.resetAndDestroy());
};

/** Ends the connection in good order, but before the end of the answer. */
export const short: Answering = (_, response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{"page":', () => response.socket?.end());
};

export const huge: Answering = answering(200, `{"page":${' '.repeat(DOCUMENT_BYTES_MAX)}}`);
export const bomb = answering(200, gzipSync(`[${' '.repeat(DOCUMENT_BYTES_MAX)}]`), { 'content-encoding': 'gzip' });
export const corrupt = answering(200, Buffer.from('no gzip'), { 'content-encoding': 'gzip' });
