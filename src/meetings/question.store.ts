import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import { figureKey } from '../figures/figure-key.ts';
import { FIGURES } from '../figures/registry.ts';
import { readScope, scopeTexts } from '../ledger/scope.ts';
import type { Db, Row } from '../platform/database.ts';
import { canonical } from '../platform/digest.ts';
import { notFound, refused } from '../platform/refusal.ts';
import { findMeeting } from './meeting.store.ts';
import { listPapers } from './paper.store.ts';
import { type AnsweredQuestion, isAnswered, type Question, type Subject } from './question.ts';

/**
 * Asks a question before a meeting. Refused by name: `held` after the meeting's day, `no-paper` for a paper of another
 * meeting, `no-figure`.
 */
export async function askQuestion(
  act: Act,
  wanted: { meeting: string; subject: Subject; text: string; askedBy: number; today: Day },
): Promise<number> {
  const { trx, doer } = act;
  const { subject } = wanted;
  const { heldOn } = await findMeeting(trx, doer.officeId, wanted.meeting);
  if (wanted.today > heldOn) {
    throw refused('held', 'That meeting was held. Ask at the next one, or before it.', 'question');
  }
  if ('paper' in subject) {
    const papers = await listPapers(trx, doer.officeId, { meeting: wanted.meeting });
    if (!papers.some(({ ref }) => ref === subject.paper)) {
      throw refused('no-paper', `${subject.paper} is no paper of ${wanted.meeting}. Choose another.`, 'about');
    }
  } else if (!FIGURES.some(({ id }) => id === subject.figure)) {
    throw refused('no-figure', 'There is no such figure. Open the figure, and ask from its page.', 'about');
  }
  return act.add('meeting_question', {
    meeting_ref: wanted.meeting,
    paper: 'paper' in subject ? subject.paper : null,
    figure: 'figure' in subject ? subject.figure : null,
    scope: 'figure' in subject ? canonical(scopeTexts(subject.scope)) : null,
    question_words: await act.words(wanted.text),
    asked_by: wanted.askedBy,
  });
}

/**
 * Answers a question into the addendum of its meeting, or puts its answer right; the number stays. Answers the number.
 * Refused by name: `answered-meanwhile` where somebody else did since the form was opened.
 */
export async function answerQuestion(
  act: Act,
  id: number,
  wanted: { text: string; answeredBy: number; basedOn: number },
): Promise<number> {
  const { trx, doer } = act;
  const { meeting, answer } = await findQuestion(trx, doer.officeId, id);
  if ((answer?.version ?? 0) !== wanted.basedOn) {
    throw refused('answered-meanwhile', 'Somebody answered it meanwhile. Read their answer first.', 'answer');
  }
  const answered = (await listQuestions(trx, doer.officeId, { meeting })).filter(isAnswered);
  const number = answer?.number ?? Math.max(0, ...answered.map((of) => of.answer.number)) + 1;
  await act.add('meeting_answer', {
    question_id: id,
    meeting_ref: meeting,
    number,
    version: wanted.basedOn + 1,
    answer_words: await act.words(wanted.text),
    answered_by: wanted.answeredBy,
  });
  return number;
}

/** The questions asked before a meeting, or ever, in the order in which they were asked, as recorded up to an act. */
export async function listQuestions(
  db: Db,
  officeId: number,
  where: { meeting?: string; upToSeq?: number } = {},
): Promise<Question[]> {
  const rowsOf = async (table: string): Promise<Row[]> =>
    spellOut(
      db,
      await db(table)
        .where({ office_id: officeId, ...(where.meeting === undefined ? {} : { meeting_ref: where.meeting }) })
        .where('act_seq', '<=', where.upToSeq ?? Number.MAX_SAFE_INTEGER)
        .orderBy('id'),
    );
  const answers = new Map((await rowsOf('meeting_answer')).map((row) => [row.question_id, row]));
  return (await rowsOf('meeting_question')).map((row) => questionFrom(row, answers.get(row.id)));
}

/** A question by its number; not found when there is none. */
export async function findQuestion(db: Db, officeId: number, id: number): Promise<Question> {
  const found = (await listQuestions(db, officeId)).find((question) => question.id === id);
  if (found === undefined) throw notFound('question');
  return found;
}

/** The addendum of a meeting: what was answered before it, by number. */
export async function readAddendum(
  db: Db,
  officeId: number,
  meeting: string,
  upToSeq?: number,
): Promise<AnsweredQuestion[]> {
  const questions = await listQuestions(db, officeId, { meeting, upToSeq });
  return questions.filter(isAnswered).toSorted((a, b) => a.answer.number - b.answer.number);
}

/**
 * What was answered about figures before any meeting, by `figureKey`, the oldest answer first: a pack prints it beside the
 * figure, so that nobody asks twice.
 */
export async function answersBesideFigures(
  db: Db,
  officeId: number,
  upToSeq?: number,
): Promise<Map<string, AnsweredQuestion[]>> {
  const found = new Map<string, AnsweredQuestion[]>();
  for (const question of (await listQuestions(db, officeId, { upToSeq })).filter(isAnswered)) {
    if (!('figure' in question.subject)) continue;
    const key = figureKey(question.subject.figure, question.subject.scope);
    found.set(key, [...(found.get(key) ?? []), question]);
  }
  return found;
}

function questionFrom(row: Row, answered: Row | undefined): Question {
  return {
    id: row.id,
    meeting: row.meeting_ref,
    subject:
      row.figure === null ? { paper: row.paper } : { figure: row.figure, scope: readScope(JSON.parse(row.scope)) },
    text: row.question,
    askedBy: row.asked_by,
    seq: row.act_seq,
    answer:
      answered === undefined
        ? null
        : {
            number: answered.number,
            text: answered.answer,
            answeredBy: answered.answered_by,
            version: answered.version,
            seq: answered.act_seq,
          },
  };
}
