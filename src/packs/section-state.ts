import { formatInstant } from '../calendar/day.ts';
import { may } from '../people/may.ts';
import type { Person } from '../people/person.ts';
import { roleShown } from '../people/role.ts';
import { canonical, type Plain, sha256 } from '../platform/digest.ts';
import type { Section } from './pack.ts';
import type { PackSection } from './section.ts';
import type { SignOff } from './sign-off.store.ts';

/** A section of a pack as it stands, with whose it is and how far its sign-off is. */
export interface SectionState {
  section: PackSection;
  annex: boolean;
  /** Who is named to sign it off; null where anybody with one of its roles may. */
  owner: number | null;
  /** The digest of its content. */
  digest: string;
  /** The last sign-off, of whatever content; null when nobody has signed it. */
  last: SignOff | null;
  /** Whether the last sign-off is of what it says now. */
  isSigned: boolean;
}

/**
 * What somebody signs: everything a section says. The numbers under which figures stand in a pack are no part of it,
 * since another section that comes or goes changes them.
 */
export function contentDigest({ title, blocks }: Pick<Section, 'title' | 'blocks'>): string {
  const content = JSON.parse(JSON.stringify({ title, blocks }, (key, value) => (key === 'figure' ? null : value)));
  return sha256(canonical(content as Plain));
}

/** Whether somebody may sign a section: who is named, or else whoever holds one of its roles. */
export function maySign(person: Person, { section, owner }: Pick<SectionState, 'section' | 'owner'>): boolean {
  if (!may(person, 'pack.sign').may) return false;
  return owner === null ? section.owners.some((role) => person.roles.includes(role)) : owner === person.id;
}

/** Whose a section is, in words. */
export function ownerShown(
  { section, owner }: Pick<SectionState, 'section' | 'owner'>,
  names: ReadonlyMap<number, string>,
  commissionerTitle: string,
): string {
  if (owner !== null) return names.get(owner) ?? 'Somebody who has left';
  const [first] = section.owners;
  return first === undefined ? '' : roleShown(first, commissionerTitle);
}

/** Who signed, and when, as a pack prints it. */
export function signedShown({ by, at }: SignOff, names: ReadonlyMap<number, string>): string {
  return `${names.get(by) ?? 'Somebody who has left'}, ${formatInstant(at)}`;
}
