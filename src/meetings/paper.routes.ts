import type { Door } from '../people/door.ts';
import type { ReadPart } from '../people/page-part.ts';
import { words } from '../platform/table.ts';
import { registerPart, registerRoutes } from '../registers/register.routes.ts';
import { findRecord } from '../registers/register.store.ts';
import { ASKED } from './decision-asked.routes.ts';
import { findMeeting } from './meeting.store.ts';
import { todayOf } from './meeting-visit.ts';
import { listMembersOn } from './member.store.ts';
import { distributionOf, listPapers } from './paper.store.ts';
import { markingShown, PAPERS } from './paper.ts';
import { askHref } from './question.pages.ts';
import { readQuestionTable } from './question.routes.ts';

/** Papers: their register, and on each one's page what it asks, who is on its list, and what was asked about it. */
export function paperRoutes(door: Door): void {
  registerRoutes(door, PAPERS, [readListPart, registerPart(ASKED, 'paper'), readQuestionPart, readMarkingPart]);
}

const readListPart: ReadPart = async ({ site, office }, ref) => {
  const paper = (await listPapers(site.db, office.id)).find((one) => one.ref === ref);
  if (paper === undefined) return {};
  const { heldOn } = await findMeeting(site.db, office.id, paper.meeting);
  const members = distributionOf(paper, await listMembersOn(site.db, office.id, heldOn));
  return {
    summary: [
      { key: 'Number at its meeting', cells: [words(`Paper ${paper.number}`)] },
      {
        key: 'Who is on its list',
        cells:
          members.length === 0
            ? [words('Nobody')]
            : members.map(({ name, organisationName }) => words(`${name}, ${organisationName}`)),
      },
    ],
  };
};

/** The marking again, at the foot of the page. */
const readMarkingPart: ReadPart = async ({ site, office }, ref) => ({
  sections: [{ sentences: [markingShown((await findRecord(site.db, office.id, PAPERS, ref)).answers)] }],
});

const readQuestionPart: ReadPart = async (visit, ref) => {
  const paper = (await listPapers(visit.site.db, visit.office.id)).find((one) => one.ref === ref);
  if (paper === undefined) return {};
  const meeting = await findMeeting(visit.site.db, visit.office.id, paper.meeting);
  const { table } = await readQuestionTable(
    visit,
    meeting,
    'Questions about it',
    ({ subject }) => 'paper' in subject && subject.paper === ref,
  );
  const mayAsk = visit.may('meeting.take-part') && meeting.heldOn >= todayOf(visit) && paper.circulatedOn !== null;
  return {
    sections: [{ table }],
    links: mayAsk ? [{ text: `Ask about ${ref}`, href: askHref(paper.meeting, { paper: ref }) }] : [],
  };
};
