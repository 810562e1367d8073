// commands: a service that cannot be reached, or does not answer as it should, as a sentence for the user.
import type { FleepError } from '../fleep/errors.js';
import { reasonOf, serverError } from '../lib/errors.js';

/** `then`: what to do when address and network are right. */
export const noAnswer = (server: string, error: FleepError, then: string) =>
  serverError(
    `${server} does not answer as it should (${reasonOf(error)}): check the address and the network, and ${then}`,
    error,
  );
