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
/** What does not exist and what the account may not see look the same. */
export const notFound = (what: string) => new ApiError(430, 'not_found', `${what} not found.`);
export const wrongLogin = () => new ApiError(431, 'invalid_login', 'Incorrect email or password');
export const notMember = () => new ApiError(431, 'not_member', 'Member has left the conversation');
