// commands: the remark that tables of an older version are being made anew, which may take a while.
import type { Output } from './output.js';

export function tellOlder(archive: string, errors: Output = process.stderr): void {
  errors.write(
    `fleep-archive: the tables of ${archive} were made by an older version of this program and are made anew from the journal first.\n`,
  );
}
