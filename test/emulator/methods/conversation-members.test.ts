// Who is in a conversation and what of it they see (fleep-wire.md section 2, rows 26, 33, 34, 36, 40, 44, 50; 3.7).
import { expect } from 'vitest';
import type { FleepClient } from '../../../src/fleep/client.js';
import type { TeamId } from '../../../src/fleep/ids.js';
import { begin, fails, headerFor, heardBy, messageOf, send } from '../acting.js';
import { accountId, email, headerOf, id, ofType } from '../scene.js';
import { methodTest } from './method-test.js';
import { listOf, numbersFor } from './seeing.js';

async function teamWith(client: FleepClient, name: 'bert' | 'carl'): Promise<TeamId> {
  const { body } = await client.call('createTeam', { args: { team_name: 'Crew', account_ids: [accountId(name)] } });
  return String(ofType(body, 'team')[0]?.team_id) as TeamId;
}

methodTest('addMembersToConversation', 'lets people in, who see what comes from then on', async (stage) => {
  const { anna, bert, carl } = stage;
  const conversation = await begin(stage, 'bert');
  await send(anna, conversation, 'before');
  const request = { id: conversation, args: { emails: email('carl') } };
  const heard = await heardBy(bert, () => anna.call('addMembersToConversation', request));
  expect(ofType(heard, 'message')).toMatchObject([{ message_nr: 3, mk_message_type: 'add' }]);
  expect(await listOf(carl)).toEqual([conversation]);
  expect(await numbersFor(carl, conversation)).toEqual([3]);
  expect((await headerFor(bert, conversation)).members).toEqual([id('anna'), id('bert'), id('carl')]);
});

methodTest('removeMembersFromConversation', 'puts people out, who keep what they have seen', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  await send(anna, conversation, 'two');
  const request = { id: conversation, args: { emails: email('bert') } };
  const heard = await heardBy(bert, () => anna.call('removeMembersFromConversation', request));
  expect(ofType(heard, 'conv')).toMatchObject([{ can_post: false, last_message_nr: 3 }]);
  await send(anna, conversation, 'unseen');
  expect(await numbersFor(bert, conversation)).toEqual([1, 2, 3]);
  expect((await messageOf(anna, conversation, 3)).mk_message_type).toBe('kick');
  await expect(send(bert, conversation, 'late')).rejects.toEqual(fails(431, 'not_member'));
});

methodTest('leaveConversation', 'takes oneself out, and the others hear of it', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  const heard = await heardBy(anna, async () => {
    const { body } = await bert.call('leaveConversation', { id: conversation });
    expect(headerOf(body)).toMatchObject({ can_post: false, members: [id('anna')] });
  });
  expect(ofType(heard, 'message')).toMatchObject([{ mk_message_type: 'leave', account_id: id('bert') }]);
  expect(await headerFor(anna, conversation)).toMatchObject({ members: [id('anna')], leavers: [id('bert')] });
});

methodTest('unsubscribeFromConversation', 'ends the mails to somebody without an account', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  await anna.call('addMembersToConversation', { id: conversation, args: { emails: 'reader@example.net' } });
  const args = { email: 'reader@example.net' };
  const heard = await heardBy(bert, () => anna.call('unsubscribeFromConversation', { id: conversation, args }));
  expect(ofType(heard, 'message')).toMatchObject([{ mk_message_type: 'leave' }]);
  expect((await headerFor(bert, conversation)).members).toEqual([id('anna'), id('bert')]);
});

methodTest('discloseConversationHistory', 'shows a newcomer what came from a number on', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage);
  for (const text of ['two', 'three']) await send(anna, conversation, text);
  await anna.call('addMembersToConversation', { id: conversation, args: { emails: email('bert') } });
  expect(await numbersFor(bert, conversation)).toEqual([4]);
  const request = { id: conversation, args: { emails: email('bert'), message_nr: 3 } };
  const heard = await heardBy(bert, () => anna.call('discloseConversationHistory', request));
  expect(ofType(heard, 'conv')).toMatchObject([{ is_init: true, disclose_message_nr: 3, join_message_nr: 3 }]);
  expect(await numbersFor(bert, conversation)).toEqual([3, 4, 5]);
});

methodTest('discloseAllConversationsHistory', 'shows a newcomer everything', async (stage) => {
  const { anna, bert, carl } = stage;
  const conversation = await begin(stage, 'carl');
  for (const text of ['two', 'three']) await send(anna, conversation, text);
  await anna.call('addMembersToConversation', { id: conversation, args: { emails: email('bert') } });
  const request = { id: conversation, args: { account_ids: [accountId('bert')] } };
  const heard = await heardBy(carl, () => anna.call('discloseAllConversationsHistory', request));
  expect(ofType(heard, 'message')).toMatchObject([{ message_nr: 5, mk_message_type: 'discloseV2', ref_message_nr: 1 }]);
  expect(await numbersFor(bert, conversation)).toEqual([1, 2, 3, 4, 5]);
});

methodTest('addTeamToConversation', 'brings the members of a team along', async (stage) => {
  const { anna, bert } = stage;
  const team_id = await teamWith(anna, 'bert');
  const conversation = await begin(stage);
  await anna.call('addTeamToConversation', { id: conversation, args: { team_id } });
  expect(await headerFor(bert, conversation)).toMatchObject({ teams: [team_id], members: [id('anna'), id('bert')] });
  const { mk_message_type, message } = await messageOf(bert, conversation, 2);
  expect(mk_message_type).toBe('add_teamV2');
  expect(JSON.parse(String(message))).toMatchObject({ members: [id('bert')], team_id, team_name: 'Crew' });
});

methodTest('removeTeamFromConversation', 'takes along whom only the team had brought', async (stage) => {
  const { anna, bert, carl } = stage;
  const team_id = await teamWith(anna, 'bert');
  const conversation = await begin(stage, 'carl');
  await anna.call('addTeamToConversation', { id: conversation, args: { team_id } });
  const request = { id: conversation, args: { team_id } };
  const heard = await heardBy(carl, () => anna.call('removeTeamFromConversation', request));
  expect(ofType(heard, 'message')).toMatchObject([{ mk_message_type: 'kick_team' }]);
  expect(await headerFor(carl, conversation)).toMatchObject({ teams: [], members: [id('anna'), id('carl')] });
  expect((await headerFor(bert, conversation)).can_post).toBe(false);
});

methodTest('storeConversationHeaderFields', 'changes what all share and what is one’s own at once', async (stage) => {
  const { anna, bert, carl } = stage;
  const conversation = await begin(stage, 'bert');
  await send(anna, conversation, 'two');
  const args = { topic: 'new', add_account_ids: [accountId('carl')], snooze_interval: -1, is_autojoin: true };
  const heard = await heardBy(bert, () => anna.call('storeConversationHeaderFields', { id: conversation, args }));
  const types = ofType(heard, 'message').map((message) => message.mk_message_type);
  expect(types).toEqual(['topic', 'share', 'add']);
  expect(await headerFor(bert, conversation)).toMatchObject({ topic: 'new', is_autojoin: true, snooze_interval: 0 });
  expect((await headerFor(anna, conversation)).snooze_interval).toBe(-1);
  expect(await numbersFor(carl, conversation)).toEqual([5]);
});
