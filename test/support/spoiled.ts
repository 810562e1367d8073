// test support: answers of a service that has gone wrong, for the front of faulty-front.ts.
import { gzipSync } from 'node:zlib';
import { type Exchange, type Spoil, send } from './faulty-front.js';

/** Calls that the pattern names get the answer. */
export const only =
  (calls: RegExp, answer: (exchange: Exchange) => void | Promise<void>): Spoil =>
  async (exchange) => {
    if (!calls.test(exchange.call)) return false;
    await answer(exchange);
    return true;
  };

export const BUT_LOGIN = /^(?!account\/login)/;

/** The service repeats all of a request, cookie and password too, in what it says of it. */
export const echo =
  (status: number) =>
  ({ response, sent }: Exchange) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error_id: sent, error_message: `no: ${sent}` }));
  };

export const html = ({ response, sent }: Exchange) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end(`<html><title>${sent}</title><pre>${sent}</pre></html>`);
};

export const reset = ({ response }: Exchange) => void response.destroy();

/** The answer without its last two bytes; the ticket is at the end of one that has it. */
export const truncated = async ({ response, fetch }: Exchange) => {
  const answer = await fetch();
  send(response, { ...answer, body: answer.body.subarray(0, -2) });
};

export const badGzip = async ({ response, fetch }: Exchange) => {
  const answer = await fetch();
  send(response, { ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' } });
};

/** The answer and all of the request, packed, without the last bytes of the packing. */
export const truncatedGzip = async ({ response, sent, fetch }: Exchange) => {
  const answer = await fetch();
  const packed = gzipSync(JSON.stringify({ ...JSON.parse(String(answer.body)), sent }));
  const headers = { ...answer.headers, 'content-encoding': 'gzip' };
  send(response, { ...answer, headers, body: packed.subarray(0, -9) });
};

export const asList = async ({ response, fetch }: Exchange) => {
  const answer = await fetch();
  send(response, { ...answer, body: Buffer.from(`[${answer.body}]`) });
};

export const noAccount = async ({ response, fetch }: Exchange) => {
  const answer = await fetch();
  send(response, { ...answer, body: Buffer.from(String(answer.body).replace('"account_id"', '"id"')) });
};

export const unauthorized = ({ response }: Exchange) => {
  response.writeHead(401, { 'content-type': 'application/json' });
  response.end('{"error_message":"Expired token, please relogin."}');
};

/** Nothing is spoiled before a number of requests. */
export const after =
  (nth: number, spoil: Spoil): Spoil =>
  (exchange) =>
    exchange.nth > nth && spoil(exchange);

/** To another host. */
export const redirectTo =
  (url: string) =>
  ({ response, sent }: Exchange) => {
    response.writeHead(307, { location: url, 'x-sent': encodeURIComponent(sent) });
    response.end();
  };
