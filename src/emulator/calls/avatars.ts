// emulator/calls: avatars of accounts and of organisations (fleep-wire.md 6; section 2, rows 20 and 21 and "other mutating paths").
// Invariant: everybody who sees the owner hears of the other picture; of several files the first one is the picture.
import { badRequest, forbidden, notFound } from '../api-error.js';
import { NO_AVATAR, putAvatar, withdrawAvatar } from '../live/accounts/avatars.js';
import { changeContact } from '../live/accounts/contacts.js';
import { addUpload, type ReceivedFile } from '../live/files/uploads.js';
import { type OrgWork, record, tellHeader } from '../live/organisations/org-log.js';
import { type Call, type Handler, listOf } from './call.js';
import { uploadInfo } from './files.js';
import { getWork, headerText } from './organisations.js';

export const avatarCalls: Readonly<Record<string, Handler>> = {
  'avatar/upload': (call) => {
    const { world, changes, accountId } = call;
    const received = firstFile(call);
    const urls = putAvatar(world, accountId, world.accounts.fieldsOf(accountId), received.file);
    changeContact(world, changes, accountId, { avatar_urls: urls });
    return uploadAnswer(call, received, ownContact(call));
  },
  'avatar/delete': (call) => {
    const { world, changes, accountId } = call;
    withdrawAvatar(world, world.accounts.fieldsOf(accountId));
    changeContact(world, changes, accountId, { avatar_urls: NO_AVATAR });
    return listOf('stream', ownContact(call));
  },
  'business/avatar/upload': (call) => {
    const work = getAdminWork(call);
    const received = firstFile(call);
    setOrgAvatar(work, putAvatar(call.world, work.organisation.id, work.organisation.header, received.file));
    return uploadAnswer(call, received, [headerText(work)]);
  },
  'business/delete_avatar': (call) => {
    const work = getAdminWork(call);
    withdrawAvatar(call.world, work.organisation.header);
    setOrgAvatar(work, NO_AVATAR);
    return listOf('stream', [headerText(work)]);
  },
};

function firstFile({ files }: Call): ReceivedFile {
  const [file] = files;
  if (file === undefined) throw badRequest('There is no file in the form.');
  return file;
}

function uploadAnswer({ world, accountId }: Call, received: ReceivedFile, stream: readonly string[]): string {
  const upload = addUpload(world, accountId, received.name, received.file);
  world.uploads.noteAttached(upload);
  return `{"files":[${JSON.stringify(uploadInfo(upload, received))}],"stream":[${stream.join(',')}]}`;
}

const ownContact = ({ world, accountId }: Call): string[] => {
  const contact = world.accounts.findContact(accountId, accountId);
  return contact === undefined ? [] : [contact.text];
};

/** Without an id in the path it is the caller's own organisation. Throws ApiError 403, 430. */
function getAdminWork(call: Call): OrgWork {
  const { world, changes, accountId } = call;
  const own = call.id === '' ? world.organisations.activeOf(accountId) : undefined;
  if (call.id === '' && own === undefined) throw notFound('Organisation');
  const work = own === undefined ? getWork(call) : { world, changes, organisation: own, actorId: accountId };
  if (!world.organisations.isAdmin(work.organisation, accountId)) throw forbidden();
  return work;
}

function setOrgAvatar(work: OrgWork, avatar_urls: string): void {
  work.organisation.header = { ...work.organisation.header, avatar_urls };
  record(work, 'configure_org', { avatar_urls });
  tellHeader(work);
}
