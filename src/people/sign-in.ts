import type { Knex } from 'knex';
import { perform, type Site } from '../audit/act.ts';
import { write } from '../platform/database.ts';
import { sha256 } from '../platform/digest.ts';
import { Refusal, refused } from '../platform/refusal.ts';
import { isRightPassword } from './password.ts';
import { findByEmail } from './person.store.ts';
import { doer, type Person } from './person.ts';

const FREE_FAILURES = 5;
const ADDRESS_FAILURES = 50;
const LONGEST_WAIT_MINUTES = 15;
const AT_ONCE = 2;
const QUEUE = 20;

let checking = 0;
let waiting = 0;
const queue: (() => void)[] = [];

/** Hashing is heavy: two at once, twenty waiting, and then a plain answer, so that the other pages stay quick. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (checking >= AT_ONCE) {
    if (waiting >= QUEUE) {
      throw new Refusal('busy', 'busy', 'Many people are signing in at this moment. Try again in a minute.');
    }
    waiting += 1;
    await new Promise<void>((resolve) => queue.push(resolve));
    waiting -= 1;
  }
  checking += 1;
  try {
    return await work();
  } finally {
    checking -= 1;
    queue.shift()?.();
  }
}

/**
 * Signs a person in, or refuses with the same sentence whether the address is unknown or the password wrong. After
 * five failures an account waits longer each time, up to a quarter of an hour, but never for ever.
 */
export async function signIn(site: Site, email: string, password: string, address: string): Promise<Person> {
  const account = sha256(`account\0${email.trim().toLowerCase()}`);
  const from = sha256(`address\0${address}`);
  await checkThrottle(site, account, from);
  const found = await findByEmail(site.db, email);
  const right = await inTurn(() => isRightPassword(found?.passwordHash ?? null, password));
  if (found === null || !right) {
    await write(site.db, (trx) =>
      trx('sign_in_failure').insert({ account_digest: account, address_digest: from, failed_at: site.clock.now() }),
    );
    throw refused('sign-in', 'Enter the e-mail address and password that belong together.', 'email');
  }
  await write(site.db, (trx) => trx('sign_in_failure').where({ account_digest: account }).delete());
  await perform(site, doer(found.person), 'person.sign-in', null, async () => ({
    subject: { kind: 'person', ref: String(found.person.id) },
    result: null,
  }));
  return found.person;
}

async function checkThrottle({ db, clock }: Site, account: string, address: string): Promise<void> {
  const now = new Date(clock.now()).getTime();
  const failures = await failuresSince(db, 'account_digest', account, now);
  const last = failures[0];
  const over = failures.length - FREE_FAILURES;
  const wait = over < 0 ? 0 : Math.min(2 ** over * 10_000, LONGEST_WAIT_MINUTES * 60_000);
  const manyFromHere = (await failuresSince(db, 'address_digest', address, now)).length >= ADDRESS_FAILURES;
  if (manyFromHere || (last !== undefined && now - last < wait)) {
    throw refused(
      'throttled',
      'There were several wrong passwords. Wait a quarter of an hour, then try again.',
      'email',
    );
  }
}

async function failuresSince(db: Knex, column: string, digest: string, now: number): Promise<number[]> {
  const since = new Date(now - LONGEST_WAIT_MINUTES * 60_000).toISOString();
  const rows = await db('sign_in_failure')
    .where(column, digest)
    .where('failed_at', '>', since)
    .orderBy('failed_at', 'desc')
    .select('failed_at');
  return rows.map((row) => new Date(row.failed_at).getTime());
}
