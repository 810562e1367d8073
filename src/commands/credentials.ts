// commands: where the e-mail and the password come from: the environment, or a question on a terminal. Never from arguments, which
// every user of the machine can read in the process list.
import { createInterface } from 'node:readline/promises';
import password from '@inquirer/password';
import { signInError } from '../lib/errors.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** FLEEP_EMAIL and FLEEP_PASSWORD, asked for on a terminal when absent. Throws `signIn` (exit 5) where nobody can be asked. */
export async function readCredentials(env: NodeJS.ProcessEnv = process.env): Promise<Credentials> {
  return {
    email: env.FLEEP_EMAIL || (await askEmail()),
    password: env.FLEEP_PASSWORD || (await askPassword()),
  };
}

async function askEmail(): Promise<string> {
  requireTerminal('FLEEP_EMAIL');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question('Fleep e-mail: ')).trim();
  } finally {
    terminal.close();
  }
}

function askPassword(): Promise<string> {
  requireTerminal('FLEEP_PASSWORD');
  return password({ message: 'Fleep password:', mask: true }, { output: process.stderr });
}

function requireTerminal(variable: string): void {
  if (!process.stdin.isTTY)
    throw signInError(`There is no ${variable}: set FLEEP_EMAIL and FLEEP_PASSWORD in the environment.`);
}
