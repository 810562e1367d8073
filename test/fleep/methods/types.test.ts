// What the compiler says of a call. `npx tsc --noEmit -p .` checks this file: it fails when a call that must not compile does, since
// then the @ts-expect-error above it is unused. Nothing here is run against a server.
import { expect, expectTypeOf, test } from 'vitest';
import type { Answer, FleepClient, ReadingClient } from '../../../src/fleep/client.js';
import type { AccountId, ConversationId, OrganisationId, TeamId } from '../../../src/fleep/ids.js';
import type { ArgsOf, BodyOf, RequestOf } from '../../../src/fleep/methods/call.js';
import type { MethodName, NamesOf, ReadMethodName } from '../../../src/fleep/methods/index.js';
import type { WireRecord } from '../../../src/fleep/wire-record.js';

const conversation = 'c' as ConversationId;
const team = 't' as TeamId;

/** Calls that compile, and calls that must not. Never run. */
const calls = {
  good: (client: FleepClient) => [
    client.call('getAllConversation', { args: { sync_horizon: 0 } }),
    client.call('getAllConversation', { args: { sync_horizon: null } }),
    client.call('getAllConversation', {}),
    client.call('getAllConversation'),
    client.call('synchronizeStateForConversation', { id: conversation, args: { mk_direction: 'ic_full' } }),
    client.call('getConversationWebhook', { id: conversation }),
    client.call('synchronizeTeam', { id: team }),
    client.call('sendMessage', { id: conversation, args: { message: 'x', attachments: ['/file/1'] } }),
    client.call('uploadFile', { files: [{ name: 'a.txt', bytes: new Uint8Array() }] }),
    client.call('eventSyncInitial', { args: { conversation_id: conversation } }),
    client.call('eventGetContact', { args: { anything: ['goes', 1] } }),
    client.call('storingConnectionInformation', { args: { poll_flags: ['skip_hidden'] } }),
  ],
  wrongName: (client: FleepClient) => [
    // @ts-expect-error the parameter is sync_horizon
    client.call('getAllConversation', { args: { sync_horizn: 0 } }),
    // @ts-expect-error the seed's name is not the one on the wire
    client.call('getAllConversation', { args: { synchronizeHorizon: 0 } }),
    // @ts-expect-error account/sync takes nothing
    client.call('synchronizeAccount', { args: { event_horizon: 0 } }),
    // @ts-expect-error there is no such method
    client.call('getAllConversations'),
  ],
  wrongType: (client: FleepClient) => [
    // @ts-expect-error a number
    client.call('getAllConversation', { args: { sync_horizon: '0' } }),
    // @ts-expect-error one of the words
    client.call('synchronizeStateForConversation', { id: conversation, args: { mk_direction: 'ic_fool' } }),
    // @ts-expect-error a list
    client.call('synchronizeContactList', { args: { contacts: 'a' as AccountId } }),
    // @ts-expect-error one id and no list
    client.call('synchronizeContact', { args: { contact_id: ['a' as AccountId] } }),
    // @ts-expect-error ids of conversations, not of teams
    client.call('getNextBatchOfConversations', { args: { conversation_ids: [team] } }),
    // @ts-expect-error a required parameter cannot be null
    client.call('synchronizeContactList', { args: { contacts: null } }),
  ],
  missing: (client: FleepClient) => [
    // @ts-expect-error contacts is required
    client.call('synchronizeContactList', { args: {} }),
    // @ts-expect-error and so are the arguments
    client.call('synchronizeContactList'),
    // @ts-expect-error message is required
    client.call('sendMessage', { id: conversation, args: { attachments: [] } }),
    // @ts-expect-error a file
    client.call('uploadFile', {}),
    // @ts-expect-error at least one
    client.call('uploadFile', { files: [] }),
  ],
  ids: (client: FleepClient) => [
    // @ts-expect-error the path ends in an id
    client.call('synchronizeStateForConversation', { args: { mk_direction: 'ic_full' } }),
    // @ts-expect-error the path ends in an id
    client.call('getConversationWebhook'),
    // @ts-expect-error the path ends in none
    client.call('getAllConversation', { id: conversation }),
    // @ts-expect-error of a conversation, not of a team
    client.call('getConversationWebhook', { id: team }),
    // @ts-expect-error of a team, not of a conversation
    client.call('synchronizeTeam', { id: conversation }),
    // @ts-expect-error any text is no id
    client.call('getConversationWebhook', { id: 'c' }),
    // @ts-expect-error files go with uploads only
    client.call('getConversationWebhook', { id: conversation, files: [{ name: 'a', bytes: new Uint8Array() }] }),
  ],
  reading: (client: ReadingClient) => [
    client.call('getAllConversation'),
    client.call('eventSyncConversations', { args: { conversation_ids: [conversation] } }),
    // @ts-expect-error writes
    client.call('sendMessage', { id: conversation, args: { message: 'x' } }),
    // @ts-expect-error writes: it can store any event
    client.call('storeEvents', { args: { stream: [] } }),
    // @ts-expect-error shows the account as present
    client.call('getActivity', { id: conversation }),
    // @ts-expect-error makes accounts
    client.call('getContactsRecordList', { args: { lookup_list: [] } }),
    // @ts-expect-error signing in is signIn()
    client.call('loginAccount', { args: { email: 'e', password: 'p' } }),
    // @ts-expect-error only the other client has it
    client.callByName('sendMessage', {}),
  ],
};

test('requests', () => {
  expectTypeOf<RequestOf<'getConversationWebhook'>['id']>().toEqualTypeOf<ConversationId>();
  expectTypeOf<RequestOf<'removeTeam'>['id']>().toEqualTypeOf<TeamId>();
  expectTypeOf<RequestOf<'closeOrganisation'>['id']>().toEqualTypeOf<OrganisationId>();
  expectTypeOf<ArgsOf<'getAllConversation'>>().toEqualTypeOf<{ readonly sync_horizon?: number | null }>();
  expectTypeOf<ArgsOf<'setAccountFlag'>>().toEqualTypeOf<{
    readonly client_flag: string;
    readonly bool_value?: boolean | null;
  }>();
  expectTypeOf<ArgsOf<'synchronizeTeamsList'>>().toEqualTypeOf<{ readonly team_ids: readonly TeamId[] }>();
});

test('answers', () => {
  expectTypeOf<BodyOf<'getAllConversation'>['conversations']>().toEqualTypeOf<readonly WireRecord[] | undefined>();
  expectTypeOf<BodyOf<'getAllConversation'>['sync_horizon']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<BodyOf<'setAccountFlag'>['client_flags']>().toEqualTypeOf<readonly string[] | undefined>();
  expectTypeOf<BodyOf<'sendMessage'>['header']>().toEqualTypeOf<WireRecord | undefined>();
  expectTypeOf<BodyOf<'synchronizeContact'>>().toEqualTypeOf<WireRecord>();
  expectTypeOf<BodyOf<'getAllConversation'>['something_new']>().toEqualTypeOf<unknown>();
  const call = (client: FleepClient) => client.call('synchronizeAccount');
  expectTypeOf<Awaited<ReturnType<typeof call>>>().toEqualTypeOf<Answer<BodyOf<'synchronizeAccount'>>>();
  expectTypeOf<Awaited<ReturnType<FleepClient['signIn']>>['body']['ticket']>().toEqualTypeOf<string | undefined>();
});

test('what a reading client can call is what the table marks as read', () => {
  expectTypeOf<Parameters<ReadingClient['call']>[0]>().toEqualTypeOf<ReadMethodName>();
  expectTypeOf<Parameters<FleepClient['call']>[0]>().toEqualTypeOf<MethodName>();
  expectTypeOf<NamesOf<'session'>>().toEqualTypeOf<'loginAccount' | 'logoutAccount'>();
  expectTypeOf<Extract<NamesOf<'read'>, NamesOf<'write'>>>().toEqualTypeOf<never>();
  expectTypeOf<FleepClient>().toExtend<ReadingClient>();
  expectTypeOf<ReadingClient>().not.toExtend<FleepClient>();
  expect(Object.keys(calls)).toHaveLength(6);
});
