import type { DeadlineReader } from '../notices/deadline.ts';
import { listWithBeside } from '../registers/register.store.ts';
import { commentsDue, INSPECTIONS, inspectionState } from './inspection.ts';
import { QUESTIONS, questionState } from './question.ts';

const TO = { roles: ['chief-executive', 'coordinator'] as const };

/** Comments that the Commissioner owes on reports (s.55 Police Act 1996), and answers that the Chief Constable owes. */
export const readAssuranceDeadlines: DeadlineReader = async (db, officeId, today) => {
  const reports = await listWithBeside(db, officeId, INSPECTIONS);
  const questions = await listWithBeside(db, officeId, QUESTIONS);
  return [
    ...reports.flatMap((record) => {
      const due = commentsDue(record.answers);
      if (due === null || !['due', 'overdue'].includes(inspectionState(record, today))) return [];
      const { ref } = record;
      return {
        kind: 'comments',
        ref,
        dueOn: due.on,
        what: `Comments on report ${ref}`,
        path: `${INSPECTIONS.path}/${ref}`,
        to: TO,
      };
    }),
    ...questions
      .filter((record) => ['awaited', 'overdue'].includes(questionState(record, today)))
      .map(({ ref, answers }) => ({
        kind: 'answer',
        ref,
        dueOn: String(answers.due),
        what: `Answer of the Chief Constable to ${ref}`,
        path: `${QUESTIONS.path}/${ref}`,
        to: TO,
      })),
  ];
};
