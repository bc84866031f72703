import type { Day } from '../calendar/day.ts';
import type { Db } from '../platform/database.ts';
import { listWithBeside } from '../registers/register.store.ts';
import { ENGAGEMENTS } from './engagement.ts';
import { INSPECTIONS, inspectionState } from './inspection.ts';
import { QUESTIONS, questionState } from './question.ts';
import { RECOMMENDATIONS } from './recommendation.ts';
import { progressOf } from './recommendation-state.ts';

/** Something that is past its day, where it stands, and what is to be done about it. */
export interface Overdue {
  ref: string;
  href: string;
  sentence: string;
}

/** Every comment, action, response and answer that is overdue on a day. */
export async function readOverdue(db: Db, officeId: number, today: Day): Promise<Overdue[]> {
  const all: Overdue[] = [];
  for (const register of [INSPECTIONS, RECOMMENDATIONS, QUESTIONS]) {
    for (const record of await listWithBeside(db, officeId, register)) {
      const sentence = register.warn?.(record, today) ?? null;
      if (sentence !== null) all.push({ ref: record.ref, href: `${register.path}/${record.ref}`, sentence });
    }
  }
  return all;
}

/** What the office owes and awaits on a day, each by how many. */
export interface Owed {
  /** Reports whose comments are due, and how many of them are overdue. */
  comments: number;
  commentsOverdue: number;
  /** Questions that the Chief Constable has not answered, and how many are overdue. */
  questions: number;
  questionsOverdue: number;
  /** Recommendations with something overdue. */
  recommendationsOverdue: number;
  /** Groups of young people whose answer, or to be told of it, is overdue. */
  groupsOverdue: number;
}

/** Reads what the office owes and awaits. */
export async function readOwed(db: Db, officeId: number, today: Day): Promise<Owed> {
  const reports = (await listWithBeside(db, officeId, INSPECTIONS)).map((record) => inspectionState(record, today));
  const questions = (await listWithBeside(db, officeId, QUESTIONS)).map((record) => questionState(record, today));
  const progress = (await listWithBeside(db, officeId, RECOMMENDATIONS)).map((record) => progressOf(record, today));
  const engagements = await listWithBeside(db, officeId, ENGAGEMENTS);
  const count = <T>(states: readonly T[], ...counted: T[]) => states.filter((state) => counted.includes(state)).length;
  return {
    comments: count(reports, 'due', 'overdue'),
    commentsOverdue: count(reports, 'overdue'),
    questions: count(questions, 'awaited', 'overdue'),
    questionsOverdue: count(questions, 'overdue'),
    recommendationsOverdue: count(progress, 'overdue'),
    groupsOverdue: engagements.filter((record) => (ENGAGEMENTS.warn?.(record, today) ?? null) !== null).length,
  };
}
