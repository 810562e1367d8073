// Beginning a conversation, and who comes into it and goes out of it (fleep-wire.md section 2, rows 26, 27, 30, 36, 40, 50; 3.4, 3.6,
// 3.7, 9.1, 9.19).
import { describe, expect, it } from 'vitest';
import { begin, fails, headerFor, heardBy, messageOf, send, upload } from './acting.js';
import { accountId, conversationIdIn, email, headerOf, id, numbersOf, ofType, onTypedScene } from './scene.js';
import type { Json } from './walk.js';

const payloadOf = (message: Json): unknown => JSON.parse(String(message.message));

describe('conversation/create', () => {
  it('answers with exactly the fields of an initial header, and those invited begin with the same', async () => {
    await onTypedScene(async ({ anna, bert }) => {
      let answer: Json = {};
      const heard = await heardBy(bert, async () => {
        const args = { topic: 'readings', account_ids: [accountId('bert')], emails: `Carl <${email('carl')}>` };
        answer = (await anna.call('createConversation', { args })).body;
      });
      const header = headerOf(answer);
      expect(Object.keys(header).sort()).toEqual(
        `admins autojoin_url begin_message_nr bw_message_nr can_post cmail conversation_id creator_id default_members
        export_files export_progress file_horizon fw_message_nr guests has_done_notifications has_email_subject has_pinboard
        has_task_archive has_taskboard inbox_message_nr inbox_time is_automute is_full is_init is_list is_managed
        is_mark_unread is_muted is_premium is_tiny join_message_nr label_ids last_inbox_nr last_message_nr last_message_time
        leavers members mk_alert_level mk_conv_type mk_init_mode mk_rec_type organisation_id passive pending pin_cursor
        pin_horizon pin_sync_state profile_id read_inbox_nr read_message_nr send_message_nr show_message_nr snooze_interval
        snooze_time teams topic topic_message_nr unread_count`.split(/\s+/),
      );
      expect(header).toMatchObject({
        mk_init_mode: 'ic_full',
        creator_id: id('anna'),
        topic: 'readings',
        topic_message_nr: 1,
        members: [id('anna'), id('carl'), id('bert')],
        join_message_nr: 1,
        begin_message_nr: 1,
        send_message_nr: 1,
        inbox_message_nr: 1,
        read_message_nr: 1,
        unread_count: 0,
      });
      const [created] = ofType(answer, 'message');
      expect(payloadOf(created ?? {})).toEqual({
        members: [id('carl'), id('bert')],
        topic: 'readings',
        org_name: null,
        organisation_id: null,
      });
      expect(ofType(answer, 'section').map(({ name }) => name)).toEqual(['To Do', 'Archived']);
      const [forBert] = ofType(heard, 'conv');
      expect(forBert).toMatchObject({ is_init: true, profile_id: id('bert'), read_message_nr: 0, unread_count: 0 });
      expect(numbersOf(heard)).toEqual([1]);
    });
  });

  it('says something at once: message, subject and files', async () => {
    await onTypedScene(async ({ anna, bert }) => {
      const attachments = [await upload(anna, 'plan.txt')];
      const args = {
        emails: email('bert'),
        message: 'look',
        subject: 'plans',
        attachments,
        is_autojoin: true,
        is_disclose: true,
      };
      const { body } = await anna.call('createConversation', { args });
      expect(body.result_message_nr).toBe(2);
      expect(headerOf(body)).toMatchObject({
        is_autojoin: true,
        is_disclose: true,
        has_email_subject: true,
        read_message_nr: 2,
        default_topic: 'bert',
        default_members: [id('bert')],
      });
      const conversation = conversationIdIn({ body });
      expect(await messageOf(bert, conversation, 2)).toMatchObject({
        subject: 'plans',
        message: expect.stringMatching(/<p>look<\/p><file key="[\w-]{22}">plan\.txt<\/file>/),
      });
      expect(await headerFor(bert, conversation)).toMatchObject({ default_topic: 'anna', unread_count: 1 });
    });
  });

  it('forwards a message, and takes the people of a parent conversation along', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const parent = await begin(scene, 'bert', 'carl');
      const messageNr = await send(anna, parent, 'to be passed on');
      const args = {
        topic: 'branch',
        message: 'see below',
        fork_conversation_id: parent,
        fwd_conversation_id: parent,
        fwd_message_nr: messageNr,
        is_list: true,
      };
      const { body } = await bert.call('createConversation', { args });
      expect(headerOf(body)).toMatchObject({
        members: [id('bert'), id('anna'), id('carl')],
        mk_conv_type: 'cct_list',
        is_list: true,
      });
      const copy = await messageOf(anna, conversationIdIn({ body }), 2);
      expect(copy).toMatchObject({ account_id: id('bert'), message: expect.stringContaining('see below') });
      expect(copy.message).toContain('<p>to be passed on</p>');
    });
  });

  it('does nothing at all when something of it cannot be done', async () => {
    await onTypedScene(async (scene) => {
      const { anna, dora } = scene;
      const other = await begin(scene, 'bert');
      const countOf = async () => (await dora.call('getAllConversation')).body.conversations?.length;
      const create = (args: Json) => dora.call('createConversation', { args: { topic: 't', ...args } });
      await expect(create({ attachments: ['/file/none'] })).rejects.toEqual(fails(400));
      await expect(create({ mk_conv_type: 'cct_other' })).rejects.toEqual(fails(400));
      await expect(create({ fwd_conversation_id: other, fwd_message_nr: 1 })).rejects.toEqual(fails(430));
      await expect(create({ fork_conversation_id: other })).rejects.toEqual(fails(430));
      await expect(create({ account_ids: ['nobody'] })).rejects.toEqual(fails(430));
      await expect(create({ team_ids: ['none'] })).rejects.toEqual(fails(430));
      await expect(create({ is_managed: true })).rejects.toEqual(fails(431));
      expect(await countOf()).toBe(0);
      expect((await anna.call('getAllConversation')).body.conversations).toHaveLength(1);
    });
  });

  it('makes people of addresses that nobody has, and takes no more than 200', async () => {
    await onTypedScene(async ({ anna }) => {
      const emails = Array.from({ length: 199 }, (_unused, index) => `guest${index}@example.net`).join(', ');
      const { body } = await anna.call('createConversation', { args: { topic: 'many', emails } });
      expect(headerOf(body).members).toHaveLength(200);
      expect(headerOf(body).has_email_subject).toBe(true);
      const conversation = conversationIdIn({ body });
      const one = anna.call('addMembersToConversation', { id: conversation, args: { emails: email('bert') } });
      await expect(one).rejects.toEqual(fails(431, 'member_limit'));
      expect((await headerFor(anna, conversation)).last_message_nr).toBe(1);
    });
  });
});

describe('adding and removing', () => {
  it('right after the beginning edits the first message; the answer tells from where the newcomer sees', async () => {
    await onTypedScene(async (scene) => {
      const { anna } = scene;
      const conversation = await begin(scene);
      const { body } = await anna.call('addMembersToConversation', {
        id: conversation,
        args: { emails: email('bert') },
      });
      expect(headerOf(body)).toMatchObject({
        last_message_nr: 2,
        show_message_nr: 1,
        inbox_message_nr: 1,
        read_message_nr: 1,
        members: [id('anna'), id('bert')],
        leavers: [],
        guests: [],
        can_post: true,
        topic_message_nr: 2,
      });
      expect(body.stream).toEqual([
        expect.objectContaining({ message_nr: 1, flow_message_nr: 2, edit_account_id: id('anna') }),
        { mk_rec_type: 'activity', conversation_id: conversation, account_id: id('bert'), join_message_nr: 1 },
      ]);
    });
  });

  it('posts a kick; who is gone keeps the past, and header and flow stand still for them', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert, carl } = scene;
      const conversation = await begin(scene, 'bert', 'carl');
      await send(anna, conversation, 'two');
      const heard = await heardBy(bert, async () => {
        const args = { emails: email('bert') };
        const { body } = await anna.call('removeMembersFromConversation', { id: conversation, args });
        expect(headerOf(body)).toMatchObject({ last_message_nr: 3, read_message_nr: 3, leavers: [id('bert')] });
        expect(ofType(body, 'message')).toMatchObject([{ mk_message_type: 'kick', message_nr: 3 }]);
      });
      expect(ofType(heard, 'conv')).toMatchObject([{ can_post: false, last_message_nr: 3 }]);
      const before = await headerFor(bert, conversation);
      expect(before).toMatchObject({ send_message_nr: 3, unread_count: 1, leavers: [id('bert')] });
      await anna.call('changeConversationTopic', { id: conversation, args: { topic: 'without bert' } });
      await carl.call('leaveConversation', { id: conversation });
      await send(anna, conversation, 'six');
      expect(await headerFor(bert, conversation)).toEqual(before);
      const state = await bert.call('synchronizeStateForConversation', { id: conversation });
      expect(numbersOf(state.body)).toEqual([1, 2, 3]);
      await expect(send(bert, conversation, 'late')).rejects.toEqual(fails(431, 'not_member'));
    });
  });

  it('of oneself is leaving', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation = await begin(scene, 'bert');
      const args = { emails: `${email('bert')}; nobody@example.net` };
      const { body } = await bert.call('removeMembersFromConversation', { id: conversation, args });
      expect(body.result_message_nr).toBe(2);
      expect(headerOf(body)).toMatchObject({ can_post: false, members: [id('anna')], read_message_nr: 2 });
      expect(await messageOf(anna, conversation, 2)).toMatchObject({ mk_message_type: 'leave', message: '' });
      expect((await anna.call('synchronizeAllContact')).body.contacts).toHaveLength(4);
    });
  });

  it('again begins with a gap that stays one (9.19)', async () => {
    await onTypedScene(async (scene) => {
      const { anna, carl } = scene;
      const conversation = await begin(scene, 'bert', 'carl');
      for (const text of ['two', 'three', 'four']) await send(anna, conversation, text);
      await carl.call('leaveConversation', { id: conversation });
      await send(anna, conversation, 'six');
      const heard = await heardBy(carl, async () => {
        const args = { add_account_ids: [accountId('carl')] };
        await anna.call('storeConversationHeaderFields', { id: conversation, args });
        await send(anna, conversation, 'eight');
      });
      expect(ofType(heard, 'conv')[0]).toMatchObject({ is_init: true, begin_message_nr: 7, can_post: true });
      const { body } = await carl.call('synchronizeStateForConversation', { id: conversation });
      expect(headerOf(body)).toMatchObject({
        join_message_nr: 1,
        begin_message_nr: 7,
        bw_message_nr: 1,
        fw_message_nr: 8,
        last_message_nr: 8,
        show_message_nr: 8,
        inbox_message_nr: 8,
        send_message_nr: 7,
        read_message_nr: 6,
        read_inbox_nr: 4,
        last_inbox_nr: 5,
        unread_count: 1,
      });
      expect(numbersOf(body)).toEqual([1, 2, 3, 4, 5, 7, 8]);
    });
  });

  it('by e-mail ends when somebody unsubscribes, which is for those alone who have no account', async () => {
    await onTypedScene(async (scene) => {
      const { anna } = scene;
      const conversation = await begin(scene, 'bert');
      await anna.call('addMembersToConversation', { id: conversation, args: { emails: 'reader@example.net' } });
      const unsubscribe = (address: string) =>
        anna.call('unsubscribeFromConversation', { id: conversation, args: { email: address } });
      await expect(unsubscribe(email('bert'))).rejects.toEqual(fails(431));
      await expect(unsubscribe('nobody@example.net')).rejects.toEqual(fails(430));
      await unsubscribe('reader@example.net');
      const header = await headerFor(anna, conversation);
      expect(header.members).toEqual([id('anna'), id('bert')]);
      const [gone] = header.leavers as string[];
      expect(await messageOf(anna, conversation, 3)).toMatchObject({ mk_message_type: 'leave', account_id: gone });
    });
  });
});

describe('joining by a link', () => {
  it.each(['conversation_id', 'autojoin_url'])('by %s, as long as it is allowed', async (name) => {
    await onTypedScene(async (scene) => {
      const { anna, dora } = scene;
      const conversation = await begin(scene, 'bert');
      await send(anna, conversation, 'two');
      const conv_url_key =
        String((await headerFor(anna, conversation))[name])
          .split('/')
          .at(-1) ?? '';
      const join = () => dora.call('autojoinConversation', { args: { conv_url_key } });
      await expect(join()).rejects.toEqual(fails(431, 'no_autojoin'));
      await anna.call('storeConversationHeaderFields', { id: conversation, args: { is_autojoin: true } });
      const heard = await heardBy(anna, async () => {
        const { body } = await join();
        expect(headerOf(body)).toMatchObject({ is_init: true, join_message_nr: 4, read_message_nr: 3 });
        expect(numbersOf(body)).toEqual([4]);
      });
      expect(ofType(heard, 'message')).toMatchObject([{ mk_message_type: 'autojoin', account_id: id('dora') }]);
      expect(ofType(heard, 'conv')[0]?.members).toEqual([id('anna'), id('bert'), id('dora')]);
      await join();
      expect((await headerFor(anna, conversation)).last_message_nr).toBe(4);
      const unknown = dora.call('autojoinConversation', { args: { conv_url_key: 'none' } });
      await expect(unknown).rejects.toEqual(fails(430));
    });
  });
});

it('account/dialog opens the one conversation of two people, and opens it again', async () => {
  await onTypedScene(async ({ anna, bert, carl }) => {
    const open = () => anna.call('openDialog', { args: { contact_id: accountId('bert') } });
    const heard = await heardBy(bert, async () => {
      const { body } = await open();
      expect(headerOf(body)).toMatchObject({ topic: '', default_topic: 'bert', default_members: [id('bert')] });
    });
    const conversation = conversationIdIn(await open());
    expect(ofType(heard, 'contact')).toContainEqual(
      expect.objectContaining({ account_id: id('anna'), dialog_id: conversation }),
    );
    const ofBert = await bert.call('openDialog', { args: { contact_id: accountId('anna') } });
    expect(conversationIdIn(ofBert)).toBe(conversation);
    await anna.call('leaveConversation', { id: conversation });
    expect(conversationIdIn(await open())).toBe(conversation);
    expect(await headerFor(anna, conversation)).toMatchObject({ can_post: true, members: [id('bert'), id('anna')] });
    const stranger = carl.call('synchronizeStateForConversation', { id: conversation });
    await expect(stranger).rejects.toEqual(fails(430));
  });
});
