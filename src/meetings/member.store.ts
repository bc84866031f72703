import type { Day } from '../calendar/day.ts';
import { readOrganisations } from '../partners/organisation.store.ts';
import type { Db } from '../platform/database.ts';
import { listRecords } from '../registers/register.store.ts';
import { initialsOf, isInTerm, MEMBERS, type Member } from './member.ts';

/** Every member and substitute there ever was, in the order of their references, as recorded up to an act. */
export async function listMembers(db: Db, officeId: number, upToSeq?: number): Promise<Member[]> {
  const records = await listRecords(db, officeId, MEMBERS, upToSeq);
  const organisations = await readOrganisations(db, officeId);
  const initials = initialsOf(records.map(({ ref, answers }) => ({ ref, name: String(answers.name) })));
  return records.map(({ ref, answers }) => {
    const { id, name } = organisations.survivorOf(Number(answers.organisation));
    return {
      ref,
      name: String(answers.name),
      initials: initials.get(ref) as string,
      organisation: id,
      organisationName: name,
      post: answers.post as string | null,
      personId: answers.person === null ? null : Number(answers.person),
      substituteFor: answers.substituteFor as string | null,
      from: String(answers.from),
      until: answers.until as Day | null,
    };
  });
}

/** The members and substitutes whose term covers a day: the member list of a meeting held then. */
export async function listMembersOn(db: Db, officeId: number, on: Day, upToSeq?: number): Promise<Member[]> {
  return (await listMembers(db, officeId, upToSeq)).filter((member) => isInTerm(member, on));
}

/** Whose account it is among the members on a day; null for somebody who sits on the PEG for nobody. */
export function memberOf(members: readonly Member[], personId: number, on: Day): Member | null {
  return members.find((member) => member.personId === personId && isInTerm(member, on)) ?? null;
}
