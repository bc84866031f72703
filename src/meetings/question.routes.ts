import { figureKey } from '../figures/figure-key.ts';
import { FIGURES } from '../figures/registry.ts';
import type { Scope } from '../ledger/scope.ts';
import { COUNTY } from '../partners/place.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { readNames } from '../people/person.store.ts';
import { type Choice, readQuery, type Typed } from '../platform/form.ts';
import { notFound, Refusal } from '../platform/refusal.ts';
import { listMeetings } from './meeting.store.ts';
import type { Meeting } from './meeting.ts';
import { acted, meetingOf, todayOf } from './meeting-visit.ts';
import { isBeforeMeeting, listPapers, readablePapers } from './paper.store.ts';
import type { Paper } from './paper.ts';
import { readAnswerForm, readQuestionForm, scopeFrom } from './question.form.ts';
import { answerPage, askHref, figureNamed, questionFormPage, questionsPage, questionTable } from './question.pages.ts';
import { answerQuestion, answersBesideFigures, askQuestion, findQuestion, listQuestions } from './question.store.ts';
import type { Question } from './question.ts';

/** Questions before a meeting, and the answers to them. */
export function questionRoutes(door: Door): void {
  door.get('/meetings/:ref/questions', 'meeting.read', async (visit) => {
    const meeting = await meetingOf(visit);
    const { seen, hidden, table } = await readQuestionTable(visit, meeting, 'Questions');
    const mayAsk = visit.may('meeting.take-part') && meeting.heldOn >= todayOf(visit);
    visit.show('platform/record', questionsPage(meeting, { ...table, captionHidden: seen > 0 }, { hidden, mayAsk }));
  });

  door.get('/meetings/:ref/questions/new', 'meeting.take-part', async (visit) => {
    const meeting = await meetingOf(visit);
    const { figure, scope = '', paper = '' } = readQuery(visit.req.query, ['figure', 'scope', 'paper']);
    const { choices } = await readReadable(visit, meeting);
    const typed: Typed = figure === undefined ? { about: paper } : { figure, scope };
    visit.show('platform/form', questionFormPage(meeting, choices, typed, [], namedIn(typed)));
  });

  door.post('/meetings/:ref/questions', 'meeting.take-part', async (visit) => {
    const meeting = await meetingOf(visit);
    const { choices } = await readReadable(visit, meeting);
    await actOnForm(visit, readQuestionForm(visit.req.body, choices), {
      again: (typed, errors) => questionFormPage(meeting, choices, typed, errors, namedIn(typed)),
      act: async (wanted) => {
        const { subject } = wanted;
        if ('figure' in subject && !mayOpenFigure(visit, subject.figure, subject.scope)) {
          throw new Refusal('forbidden', 'figure', 'You may not open this figure, so you cannot ask about it.');
        }
        await acted(visit, { kind: 'meeting', ref: meeting.ref }, 'question.ask', (act) =>
          askQuestion(act, { ...wanted, meeting: meeting.ref, askedBy: visit.person.id, today: todayOf(visit) }),
        );
        visit.done(`/meetings/${meeting.ref}/questions`, 'Your question was sent. The answer will stand here.');
      },
    });
  });

  door.get('/meetings/:ref/questions/:id/answer', 'question.answer', async (visit) => {
    const { question, about } = await questionOf(visit);
    visit.show('platform/form', answerPage(question, about, { answer: question.answer?.text ?? '' }));
  });

  door.post('/meetings/:ref/questions/:id/answer', 'question.answer', async (visit) => {
    const { question, about } = await questionOf(visit);
    await actOnForm(visit, readAnswerForm(visit.req.body), {
      again: (typed, errors) => answerPage(question, about, typed, errors),
      act: async (wanted) => {
        const subject = { kind: 'meeting', ref: question.meeting };
        const number = await acted(visit, subject, 'question.answer', (act) =>
          answerQuestion(act, question.id, { ...wanted, answeredBy: visit.person.id }),
        );
        visit.done(`/meetings/${question.meeting}/questions`, `Answer ${number} of the addendum was saved.`);
      },
    });
  });
}

/** The questions of a meeting that somebody may read, as a table; and how many they may not. */
export async function readQuestionTable(
  visit: Visit,
  meeting: Meeting,
  caption: string,
  isShown: (question: Question) => boolean = () => true,
) {
  const { db } = visit.site;
  const { papers, readable } = await readReadable(visit, meeting);
  const all = (await listQuestions(db, visit.office.id, { meeting: meeting.ref })).filter(isShown);
  const seen = all.filter(({ subject }) =>
    'paper' in subject ? readable.has(subject.paper) : mayOpenFigure(visit, subject.figure, subject.scope),
  );
  const numberOf = ({ answer }: Question) => answer?.number ?? Number.MAX_SAFE_INTEGER;
  const table = questionTable(
    seen.toSorted((a, b) => numberOf(a) - numberOf(b) || a.id - b.id),
    { papers, names: await readNames(db, visit.office.id), mayAnswer: visit.may('question.answer'), caption },
  );
  return { table, seen: seen.length, hidden: all.length - seen.length };
}

/** The papers of a meeting that somebody may read beforehand, to choose from. */
export async function readablePaperChoices(visit: Visit, meeting: Meeting): Promise<Choice[]> {
  return (await readReadable(visit, meeting)).choices;
}

async function readReadable(visit: Visit, { ref }: Meeting) {
  const { db } = visit.site;
  const readable = await readablePapers(db, visit.office.id, visit);
  const papers = (await listPapers(db, visit.office.id, { meeting: ref })).filter((paper) => readable.has(paper.ref));
  return { papers, readable, choices: papers.filter(isBeforeMeeting).map(paperChoice) };
}

function paperChoice({ ref, number, title }: Paper) {
  return { value: ref, text: `Paper ${number}: ${title}` };
}

/** Whether somebody may open a figure: some are for one role, and what was counted in a district for who may see it. */
function mayOpenFigure(visit: Visit, figure: string, { measure, place }: Scope): boolean {
  const { readBy } = FIGURES.find(({ id }) => id === figure) ?? {};
  const isOfDistrict = measure !== undefined && place !== undefined && place !== COUNTY.code;
  return (
    (readBy === undefined || visit.may(readBy)) && (!isOfDistrict || visit.may('measure.read', { district: place }))
  );
}

/** The figure that a form is about, in words; null where it is about a paper. */
function namedIn({ figure = '', scope = '' }: Typed): string | null {
  if (figure === '') return null;
  if (!FIGURES.some(({ id }) => id === figure)) throw notFound(`figure ${figure.slice(0, 40)}`);
  return figureNamed(figure, scopeFrom(scope));
}

/** The question that an address names, for whoever may read what it is about. */
async function questionOf(visit: Visit): Promise<{ question: Question; about: string }> {
  const meeting = await meetingOf(visit);
  const id = /^[1-9]\d{0,14}$/.test(String(visit.req.params.id)) ? Number(visit.req.params.id) : 0;
  const question = await findQuestion(visit.site.db, visit.office.id, id);
  if (question.meeting !== meeting.ref) throw notFound('question');
  const { subject } = question;
  if ('figure' in subject)
    return { question, about: `About the figure: ${figureNamed(subject.figure, subject.scope)}` };
  const { papers, readable } = await readReadable(visit, meeting);
  if (!readable.has(subject.paper)) {
    throw new Refusal('forbidden', 'readers', 'You are not on the list of the paper that this is about.');
  }
  const paper = papers.find(({ ref }) => ref === subject.paper);
  return { question, about: `About paper ${paper?.number}: ${paper?.title}` };
}

/** What stands beside a figure on its own page: what was answered about it, and where it can be asked about. */
export async function readFigureQuestions(
  visit: Visit,
  figure: string,
  scope: Scope,
): Promise<{ notes: string[]; links: { text: string; href: string }[] }> {
  const { db } = visit.site;
  const answered = (await answersBesideFigures(db, visit.office.id)).get(figureKey(figure, scope)) ?? [];
  const today = todayOf(visit);
  const next = (await listMeetings(db, visit.office.id)).find(({ heldOn }) => heldOn >= today);
  return {
    notes: answered.map(
      ({ meeting, text, answer }) => `Asked before ${meeting}: ${text} Answer ${answer.number}: ${answer.text}`,
    ),
    links:
      next !== undefined && visit.may('meeting.take-part')
        ? [{ text: `Ask about this figure before ${next.ref}`, href: askHref(next.ref, { figure, scope }) }]
        : [],
  };
}
