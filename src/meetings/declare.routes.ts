import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { type Choice, type FormAnswer, FormReader } from '../platform/form.ts';
import { addRecord } from '../registers/register.store.ts';
import { DECLARATIONS, demandDeclaring } from './declaration.ts';
import { declarePage } from './declare.pages.ts';
import type { Meeting } from './meeting.ts';
import { acted, meetingOf, todayOf } from './meeting-visit.ts';
import { listMembers, memberOf } from './member.store.ts';
import type { Member } from './member.ts';
import { readablePaperChoices } from './question.routes.ts';

/** Members declare interests of their own before a meeting; anything else about them the secretariat records. */
export function declareRoutes(door: Door): void {
  door.get('/meetings/:ref/interests/new', 'meeting.take-part', async (visit) => {
    const { meeting, member, papers } = await readAsked(visit);
    visit.show('platform/form', declarePage(meeting, member, papers));
  });

  door.post('/meetings/:ref/interests', 'meeting.take-part', async (visit) => {
    const { meeting, member, papers } = await readAsked(visit);
    await actOnForm(visit, readForm(visit.req.body, papers), {
      again: (typed, errors) => declarePage(meeting, member, papers, typed, errors),
      act: async (answers) => {
        const declared = { ...answers, meeting: meeting.ref, member: member.ref, conduct: 'declared' };
        const ref = await acted(visit, { kind: 'meeting', ref: meeting.ref }, 'declaration.add', (act) =>
          addRecord(act, DECLARATIONS, declared),
        );
        visit.done(`/meetings/${meeting.ref}`, `Your declaration ${ref} was saved.`);
      },
    });
  });
}

/** The meeting, who the person is at it, and the papers that they read. */
async function readAsked(visit: Visit): Promise<{ meeting: Meeting; member: Member; papers: readonly Choice[] }> {
  const meeting = await meetingOf(visit);
  const members = await listMembers(visit.site.db, visit.office.id);
  const member = demandDeclaring(memberOf(members, visit.person.id, meeting.heldOn), meeting, todayOf(visit));
  return { meeting, member, papers: await readablePaperChoices(visit, meeting) };
}

function readForm(body: unknown, papers: readonly Choice[]): FormAnswer<{ paper: string | null; interest: string }> {
  const form = new FormReader(body, ['paper', 'interest']);
  const paper = form.choice('paper', 'Paper', papers, { optional: true });
  const interest = form.text('interest', 'Interest', { longest: 2000 });
  return form.answer(() => ({ paper: paper === '' ? null : paper, interest }));
}
