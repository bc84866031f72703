import { readOwed } from '../assurance/overdue.ts';
import type { Day } from '../calendar/day.ts';
import { may } from '../people/may.ts';
import type { Person } from '../people/person.ts';
import { counted } from '../platform/count.ts';
import type { Db } from '../platform/database.ts';

/** What waits under Assurance for those who owe it: comments on reports, answers, recommendations, young people. */
export async function readAssuranceTasks(
  db: Db,
  person: Person,
  today: Day,
): Promise<{ text: string; href: string }[]> {
  if (!may(person, 'assurance.owe').may) return [];
  const owed = await readOwed(db, person.officeId, today);
  const tasks = [
    {
      count: owed.comments,
      text: counted(owed.comments, 'report to comment on', 'reports to comment on'),
      overdue: owed.commentsOverdue,
      href: '/inspections',
    },
    {
      count: owed.questions,
      text: counted(owed.questions, 'question without an answer', 'questions without an answer'),
      overdue: owed.questionsOverdue,
      href: '/questions',
    },
    {
      count: owed.recommendationsOverdue,
      text: counted(owed.recommendationsOverdue, 'recommendation overdue', 'recommendations overdue'),
      overdue: 0,
      href: '/recommendations?progress=overdue',
    },
    {
      count: may(person, 'voice.answer').may ? owed.groupsOverdue : 0,
      text: counted(owed.groupsOverdue, 'group of young people to answer', 'groups of young people to answer'),
      overdue: 0,
      href: '/voice',
    },
  ];
  return tasks
    .filter(({ count }) => count > 0)
    .map(({ text, overdue, href }) => ({ text: overdue === 0 ? text : `${text}, ${overdue} overdue`, href }));
}
