import type { ParseArgsConfig } from 'node:util';
import type { Site } from '../audit/act.ts';
import { firstOffice, type Office } from '../people/office.store.ts';
import { findByEmail } from '../people/person.store.ts';
import type { Person } from '../people/person.ts';
import type { MailConfig } from '../platform/config.ts';
import { Refusal } from '../platform/refusal.ts';

/** A command as it was called: its options and arguments, and where to act. */
export interface Call {
  site: Site;
  values: Record<string, string | boolean | undefined>;
  positionals: string[];
  production: boolean;
  /** The mail server of the office; null where it has none. */
  mail?: MailConfig | null;
}

/** A command: how it is called, what its help says, and what it does. */
export interface Command {
  name: string;
  usage: string;
  /** Its first line says what it does. */
  help: string;
  options: NonNullable<ParseArgsConfig['options']>;
  positionals: number;
  /** Whether it may make the database in production, where a missing one is otherwise refused. */
  createsDatabase?: boolean;
  /**
   * What can be told before the database is opened, so that a command that is refused makes nothing. Answers values
   * to be added to those given.
   */
  prepare?(given: Omit<Call, 'site' | 'mail'> & { databaseMissing: boolean }): Promise<Record<string, string>>;
  /** Answers the exit code. */
  run(call: Call): Promise<number>;
}

/** Raised when a command was not called as its usage says. */
export class UsageError extends Error {}

/** The office of this installation; refused before one was made. */
export async function theOffice(site: Site): Promise<Office> {
  const office = await firstOffice(site.db);
  if (office === null) {
    throw new Refusal(
      'refused',
      'no-office',
      'The database holds no office yet. Start the program once, or add a user.',
    );
  }
  return office;
}

/** Who acts, by e-mail address, as the option `--as` names them. */
export async function theActor(call: Call): Promise<Person> {
  const email = call.values.as;
  if (typeof email !== 'string') throw new UsageError('Name who acts: --as EMAIL.');
  const found = await findByEmail(call.site.db, email);
  if (found === null) throw new Refusal('refused', 'no-person', `Nobody with the address ${email} can act here.`);
  return found.person;
}

/** The text of an option, if it was given. */
export function text(call: Pick<Call, 'values'>, option: string): string | undefined {
  const value = call.values[option];
  return typeof value === 'string' ? value : undefined;
}

/** The text of an option; a mistake in the call when it is missing. */
export function needed(call: Pick<Call, 'values'>, option: string): string {
  const value = text(call, option);
  if (value === undefined) throw new UsageError(`--${option} is needed. See --help.`);
  return value;
}

/** Writes a line to standard output. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
