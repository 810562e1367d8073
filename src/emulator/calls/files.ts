// emulator/calls: file/… : sending files, from here or from elsewhere, and renaming them (fleep-wire.md 6; section 2, rows 69 and 70).
// Invariant: the size of a picture is told when its bytes are new, as the service does.
import { badRequest, notFound } from '../api-error.js';
import { numberArgument, requiredText, textArgument } from '../arguments.js';
import type { WireRecord } from '../fields.js';
import { startExternalUpload } from '../live/files/external-upload.js';
import { renameFile } from '../live/files/rename-file.js';
import { addUpload, pictureFields, type ReceivedFile, type Upload, uploadFields } from '../live/files/uploads.js';
import type { Call, Handler } from './call.js';
import { getPosting, syncAnswer } from './sync-answer.js';

export const fileCalls: Readonly<Record<string, Handler>> = {
  'file/upload': upload,
  'file/upload/external': uploadExternal,
  'file/rename': rename,
};

function upload(call: Call): string {
  const { world, accountId, files, id } = call;
  if (files.length === 0) throw badRequest('There is no file in the form.');
  if (id !== '') getPosting(call);
  const sent = files.map((received) => ({
    received,
    upload: addUpload(world, accountId, received.name, received.file),
  }));
  return JSON.stringify({
    files: sent.map(({ received, upload }) => (id === '' ? uploadInfo(upload, received) : oldInfo(upload))),
  });
}

export function uploadInfo(upload: Upload, { isNew }: ReceivedFile): WireRecord {
  return { file_id: upload.file.fileId, ...uploadFields(upload), ...(isNew ? pictureFields(upload) : {}) };
}

/** All that file/upload/CONVERSATION, the form of until 2015, says. */
const oldInfo = ({ name, file }: Upload) => ({ file_id: file.fileId, name, size: file.sizeBytes });

function uploadExternal({ world, changes, accountId, body, origin }: Call): string {
  const conversationId = textArgument(body, 'conversation_id');
  if (conversationId !== undefined && !world.findConversation(conversationId, accountId))
    throw notFound('Conversation');
  const request_id = startExternalUpload(world, changes, {
    accountId,
    origin,
    url: requiredText(body, 'file_url'),
    name: textArgument(body, 'file_name'),
    size: numberArgument(body, 'file_size'),
    uploadId: textArgument(body, 'upload_id'),
    conversationId,
  });
  return JSON.stringify({ request_id });
}

function rename(call: Call): string {
  const posting = getPosting(call);
  renameFile(posting, requiredText(call.body, 'file_id'), requiredText(call.body, 'file_name'));
  return syncAnswer(call, posting);
}
