import type { Door } from '../people/door.ts';
import type { ReadPart } from '../people/page-part.ts';
import { registerRoutes } from '../registers/register.routes.ts';
import { listActions } from './action.store.ts';
import { todayOf } from './meeting-visit.ts';
import { memberPart } from './member.pages.ts';
import { listMembers } from './member.store.ts';
import { MEMBERS } from './member.ts';
import { distributionOf, isBeforeMeeting, listPapers, readablePapers } from './paper.store.ts';

/** Members: their register, and on each one's page who sits in their place, their papers and their actions. */
export function memberRoutes(door: Door): void {
  registerRoutes(door, MEMBERS, [readMemberPart]);
}

const readMemberPart: ReadPart = async (visit, ref) => {
  const { db } = visit.site;
  const members = await listMembers(db, visit.office.id);
  const member = members.find((one) => one.ref === ref);
  if (member === undefined) return {};
  const readable = await readablePapers(db, visit.office.id, visit);
  const papers = (await listPapers(db, visit.office.id)).filter(isBeforeMeeting);
  const theirs = papers.filter((paper) => distributionOf(paper, [member]).length > 0 && readable.has(paper.ref));
  const actions = (await listActions(db, visit.office.id)).filter(({ owner }) => owner === ref);
  return memberPart({ member, members, papers: theirs, actions, today: todayOf(visit) });
};
