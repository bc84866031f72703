import { chainHead } from '../audit/verify.ts';
import type { Db } from '../platform/database.ts';
import { assemble } from './assemble.ts';
import type { SectionState } from './section-state.ts';

const standing = new WeakMap<object, { at: string; states: Promise<SectionState[]> }>();

/**
 * How far the sign-off of each section of a meeting's pack is. Which content was signed shows only in the whole pack, so
 * that is made; as long as nothing was recorded since, what it gave the last time holds.
 */
export async function readSectionStates(db: Db, officeId: number, meetingRef: string): Promise<SectionState[]> {
  const at = `${officeId} ${meetingRef} ${(await chainHead(db, officeId))?.hash ?? ''}`;
  const known = standing.get(db);
  if (known?.at === at) return known.states;
  const states = assemble(db, officeId, meetingRef, null).then((pack) => pack.states);
  standing.set(db, { at, states });
  states.catch(() => standing.delete(db));
  return states;
}
