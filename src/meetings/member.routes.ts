import type { Door } from '../people/door.ts';
import type { ReadPart } from '../people/page-part.ts';
import { columns, head, ref as refCell, type Table, words } from '../platform/table.ts';
import { registerRoutes } from '../registers/register.routes.ts';
import { actionTable } from './action.pages.ts';
import { listActions } from './action.store.ts';
import { todayOf } from './meeting-visit.ts';
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
  const substitutes = members.filter(({ substituteFor }) => substituteFor === ref);
  const list: Table = {
    caption: 'Papers on whose list they are',
    columns: columns('Paper', 'Meeting', 'Title', 'Marking'),
    rows: theirs.map((paper) => [
      refCell(paper.ref, `/papers/${paper.ref}`),
      refCell(paper.meeting, `/meetings/${paper.meeting}`, 'words'),
      words(paper.title),
      words(paper.marking),
    ]),
    notes: ['Of the papers that you may read yourself.'],
    empty: 'They are on the list of no paper that you may read.',
  };
  const places: Table = {
    caption: 'Who sits in their place',
    columns: columns('Substitute', 'Organisation'),
    rows: substitutes.map((one) => [head(one.name, `/peg-members/${one.ref}`), words(one.organisationName)]),
    notes: [],
    empty: 'Nobody.',
  };
  return {
    summary: [{ key: 'Initials in notes', cells: [words(member.initials)] }],
    sections: [
      ...(member.substituteFor === null ? [{ table: places }] : []),
      { table: list },
      { table: actionTable(actions, { members, today: todayOf(visit), caption: 'Their actions' }) },
    ],
  };
};
