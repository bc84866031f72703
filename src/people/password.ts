import { hash, verify } from '@node-rs/argon2';
import { refused } from '../platform/refusal.ts';

const SHORTEST = 12;
const LONGEST_BYTES = 1000;
const TOO_COMMON = ['password', 'qwerty', '123456', 'letmein', 'welcome', 'westyorkshire', 'csefund'];

/** Refuses a password that is short, overlong, or built on a word that everybody tries. */
export function checkPassword(password: string): void {
  if ([...password].length < SHORTEST) {
    throw refused('password', `Password must be at least ${SHORTEST} characters long.`, 'password');
  }
  if (Buffer.byteLength(password) > LONGEST_BYTES) {
    throw refused('password', `Password must be at most ${LONGEST_BYTES} bytes long.`, 'password');
  }
  const plain = password.toLowerCase().replace(/[^a-z0-9]/g, '');
  const common = TOO_COMMON.find((word) => plain.startsWith(word) && plain.length - word.length < 6);
  if (common !== undefined || new Set(plain).size < 4) {
    throw refused(
      'password',
      'Password must be harder to guess: use three words that do not belong together.',
      'password',
    );
  }
}

// OWASP's least for Argon2id: 19 MiB of memory, two passes, one lane.
const ARGON2ID = { memoryCost: 19456, timeCost: 2, parallelism: 1 };

/** The hash that is kept in place of a password. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, ARGON2ID);
}

let nobodysHash: Promise<string> | undefined;

/** Whether the password is right. For an unknown person the same work is done, so that time tells nothing. */
export async function isRightPassword(kept: string | null, typed: string): Promise<boolean> {
  nobodysHash ??= hashPassword('nobody has this password');
  const right = await verify(kept ?? (await nobodysHash), typed);
  return kept !== null && right;
}
