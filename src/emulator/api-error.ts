// emulator: the errors that the service answers with, as {error_id, error_message} and a status (fleep-wire.md 1.4).

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly errorId: string;

  constructor(status: number, errorId: string, message: string) {
    super(message);
    this.status = status;
    this.errorId = errorId;
  }
}

export const badRequest = (message: string) => new ApiError(400, 'bad_request', message);
export const unauthorized = () => new ApiError(401, 'unauthorized', 'Expired token, please relogin.');
export const unknownMethod = () => new ApiError(404, 'not_found', 'No such method.');
export const notServed = () => new ApiError(404, 'not_found', 'File not found.');
export const wrongVerb = () => new ApiError(405, 'wrong_method', 'Use POST.');
export const tooLarge = () => new ApiError(413, 'too_large', 'The request is too large.');
/** More than the account's quota has room for (fleep-wire.md 1.4: ERR_INSUFFICIENT_STORAGE). */
export const overQuota = () => new ApiError(507, 'over_quota', 'There is no room left for this file.');
/** What does not exist and what the account may not see look the same. */
export const notFound = (what: string) => new ApiError(430, 'not_found', `${what} not found.`);
export const wrongLogin = () => new ApiError(431, 'invalid_login', 'Incorrect email or password');
export const notMember = () => new ApiError(431, 'not_member', 'Member has left the conversation');
/** The service understands and says no (fleep-wire.md 1.4: ERR_BL_ERROR); its text says why. */
export const refused = (errorId: string, message: string) => new ApiError(431, errorId, message);
export const expiredNotification = () => refused('expired_notification', 'This link has been used or has expired.');
/** For what belongs to another organisation, or to the admins of this one. */
export const forbidden = () => new ApiError(403, 'forbidden', 'Unauthorized!');
/** Never, whoever asks again (fleep-wire.md 1.4: ERR_FATAL). */
export const impossible = (message: string) => new ApiError(430, 'fatal', message);
/** Something that does not fit what it is asked of, such as pinning a deleted message. */
export const invalidCall = (message: string) => new ApiError(400, 'invalid_call', message);
export const conflict = (message: string) => new ApiError(409, 'conflict', message);
export const invalidEdit = () => new ApiError(431, 'invalid_edit', 'This message cannot be edited.');
export const isDeletedError = () => new ApiError(431, 'is_deleted', 'The message has been deleted.');
export const lockedError = () => new ApiError(431, 'locked', 'Somebody is editing this message.');
export const tooFast = () => new ApiError(431, 'velocity', 'Too many messages in quick succession.');
