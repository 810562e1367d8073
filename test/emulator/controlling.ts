// Setting a scene from outside of the service, and reading the mails that it would have sent (docs/emulator.md).
import { asRecord, type Json, recordsIn } from './walk.js';

/** `name` is `POST clock`; the answer's status and JSON. */
export async function control(url: string, name: string, body?: Json): Promise<{ status: number; body: Json }> {
  const [method = 'GET', path = ''] = name.split(' ');
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${url}/_emulator/${path}`, { method, ...sent });
  return { status: response.status, body: asRecord(await response.json()) };
}

export async function mailsTo(url: string, to: string): Promise<Json[]> {
  const { body } = await control(url, `GET outbox?to=${encodeURIComponent(to)}`);
  return recordsIn(body.mails);
}

/** The newest mail to an address. */
export async function lastMailTo(url: string, to: string): Promise<Json> {
  const mail = (await mailsTo(url, to)).at(-1);
  if (mail === undefined) throw new Error(`no mail to ${to}`);
  return mail;
}

/** The notification id in the link of the newest mail, as a person would follow it. */
export async function linkTo(url: string, to: string): Promise<string> {
  const { body, notification_id } = await lastMailTo(url, to);
  const link = /https:\/\/\S+[?&](?:notification|confirm)_id=([0-9a-f-]{36})/.exec(String(body))?.[1];
  if (link === undefined || link !== notification_id) throw new Error(`no link in ${body}`);
  return link;
}

export const advance = (url: string, seconds: number) => control(url, 'POST clock', { advance_s: seconds });

/** The world as it is, line by line. */
export async function worldOf(url: string): Promise<Json[]> {
  const text = await (await fetch(`${url}/_emulator/world`)).text();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => asRecord(JSON.parse(line)));
}
