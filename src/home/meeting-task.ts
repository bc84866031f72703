import type { Day } from '../calendar/day.ts';
import { listActions } from '../meetings/action.store.ts';
import { isOpen } from '../meetings/action.ts';
import { listDecisionsAsked } from '../meetings/decision-asked.store.ts';
import { ENACTING, hasDraft } from '../meetings/decision-asked.ts';
import { listMeetings } from '../meetings/meeting.store.ts';
import { listMembers, memberOf } from '../meetings/member.store.ts';
import { listQuestions } from '../meetings/question.store.ts';
import { may } from '../people/may.ts';
import type { Person } from '../people/person.ts';
import { counted } from '../platform/count.ts';
import type { Db } from '../platform/database.ts';

/** What meetings leave for a person to do: drafts to enact, questions to answer, and their own open actions. */
export async function readMeetingTasks(db: Db, person: Person, today: Day): Promise<{ text: string; href: string }[]> {
  const { officeId } = person;
  const tasks: { text: string; href: string }[] = [];
  const drafts = (await listDecisionsAsked(db, officeId)).filter(
    (asked) => hasDraft(asked) && asked.money !== 'none' && may(person, ENACTING[asked.money]).may,
  );
  if (drafts.length > 0) {
    const text = counted(drafts.length, 'decision to enact', 'decisions to enact');
    tasks.push({ text, href: '/decisions-asked?state=to-enact' });
  }
  if (may(person, 'question.answer').may) {
    for (const { ref, heldOn } of await listMeetings(db, officeId)) {
      if (heldOn < today) continue;
      const open = (await listQuestions(db, officeId, { meeting: ref })).filter(({ answer }) => answer === null);
      if (open.length === 0) continue;
      const text = `${counted(open.length, 'question', 'questions')} before ${ref} to answer`;
      tasks.push({ text, href: `/meetings/${ref}/questions` });
    }
  }
  const member = memberOf(await listMembers(db, officeId), person.id, today);
  const theirs = (await listActions(db, officeId)).filter(
    (action) => member !== null && isOpen(action) && [member.ref, member.substituteFor].includes(action.owner),
  );
  if (theirs.length > 0) {
    tasks.push({
      text: counted(theirs.length, 'action of yours is open', 'actions of yours are open'),
      href: '/next-meeting',
    });
  }
  return tasks;
}
