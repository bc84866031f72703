import type { Db } from '../platform/database.ts';
import type { Finding } from './verify.ts';

/** One thing that verification looks at: what holds while nothing is found, and how it is looked at. */
export interface Check {
  name: string;
  /** One sentence: what is so when nothing is found. */
  holds: string;
  find(db: Db, officeId: number): Promise<Finding[]>;
}

/** A check that was made, with what it found. */
export interface Checked {
  name: string;
  holds: string;
  findings: Finding[];
}

/**
 * Makes the checks in their order. One that cannot be made, because what it reads makes no sense to it, is a finding
 * itself: nothing that is wrong may keep the others from being found.
 */
export async function makeChecks(db: Db, officeId: number, checks: readonly Check[]): Promise<Checked[]> {
  const made: Checked[] = [];
  for (const { name, holds, find } of checks)
    made.push({ name, holds, findings: await findOrSay(name, find(db, officeId)) });
  return made;
}

async function findOrSay(check: string, finding: Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await finding;
  } catch (error) {
    return [{ check, seq: null, sentence: `This could not be checked: ${(error as Error).message}` }];
  }
}
