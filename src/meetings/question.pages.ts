import { FIGURES } from '../figures/registry.ts';
import { type Scope, scopeShown, scopeTexts } from '../ledger/scope.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { type Cell, columns, head, number, type Table, words } from '../platform/table.ts';
import type { Meeting } from './meeting.ts';
import type { Paper } from './paper.ts';
import type { Question } from './question.ts';
import { MEETINGS } from './way.ts';

/** Where a question about something is asked. */
export function askHref(meeting: string, about: { paper: string } | { figure: string; scope: Scope }): string {
  const query: Record<string, string> =
    'paper' in about
      ? { paper: about.paper }
      : { figure: about.figure, scope: new URLSearchParams(scopeTexts(about.scope)).toString() };
  return `/meetings/${meeting}/questions/new?${new URLSearchParams(query)}`;
}

/** A figure in words, with its scope. */
export function figureNamed(figure: string, scope: Scope): string {
  const label = FIGURES.find(({ id }) => id === figure)?.label ?? figure;
  const of = scopeShown(scope);
  return of === '' ? label : `${label}: ${of}`;
}

function aboutCell({ subject }: Question, papers: readonly Paper[]): Cell {
  if ('figure' in subject) {
    const query = new URLSearchParams(scopeTexts(subject.scope)).toString();
    return words(
      figureNamed(subject.figure, subject.scope),
      `/figures/${subject.figure}${query === '' ? '' : `?${query}`}`,
    );
  }
  const paper = papers.find(({ ref }) => ref === subject.paper);
  return words(
    paper === undefined ? subject.paper : `Paper ${paper.number}: ${paper.title}`,
    `/papers/${subject.paper}`,
  );
}

/** Questions with their answers: numbered where they are answered. */
export function questionTable(
  questions: readonly Question[],
  about: { papers: readonly Paper[]; names: ReadonlyMap<number, string>; mayAnswer: boolean; caption: string },
): Table {
  return {
    caption: about.caption,
    columns: columns('#Number', 'About', 'Question', 'Asked by', 'Answer', ...(about.mayAnswer ? ['Answer it'] : [])),
    rows: questions.map((question) => {
      const { answer } = question;
      return [
        answer === null ? number('') : { ...head(String(answer.number)), kind: 'number' as const },
        aboutCell(question, about.papers),
        words(question.text),
        words(about.names.get(question.askedBy) ?? 'Somebody no longer known'),
        words(answer === null ? 'Not answered yet' : `${answer.text} (${about.names.get(answer.answeredBy) ?? ''})`),
        ...(about.mayAnswer
          ? [
              {
                ...words(
                  answer === null ? 'Answer' : 'Put right',
                  `/meetings/${question.meeting}/questions/${question.id}/answer`,
                ),
                hidden: ` question ${question.id}`,
              },
            ]
          : []),
      ];
    }),
    notes: [],
    empty: 'Nobody has asked anything.',
  };
}

/** The questions before a meeting: the addendum, then what still waits. */
export function questionsPage({ ref }: Meeting, table: Table, about: { hidden: number; mayAsk: boolean }): Page {
  return {
    title: 'Questions and answers',
    caption: ref,
    wide: true,
    breadcrumbs: [MEETINGS, { text: ref, href: `/meetings/${ref}` }, { text: 'Questions' }],
    lede: [
      'What members asked before the meeting. Answers are numbered: together they are the addendum to the pack, and what was answered about a figure stays beside it.',
      ...(about.hidden === 0 ? [] : ['Questions about papers that you are not on the list of are left out.']),
    ],
    actions: about.mayAsk ? [{ text: 'Ask a question', href: `/meetings/${ref}/questions/new` }] : [],
    sections: [{ table }],
  };
}

/** The form that asks: about one of the papers, or about the figure that the address names. */
export function questionFormPage(
  { ref }: Meeting,
  papers: readonly Choice[],
  typed: Typed,
  errors: FieldError[] = [],
  figure: string | null = null,
): Page {
  const fields = new Fields(typed, errors);
  const href = `/meetings/${ref}`;
  const page = formPage(
    {
      title: 'Ask a question',
      caption: ref,
      breadcrumbs: [MEETINGS, { text: ref, href }, { text: 'Questions', href: `${href}/questions` }],
      action: `${href}/questions`,
      button: 'Ask it',
      lede: [
        figure === null
          ? 'To ask about a figure, open the figure and ask from its page.'
          : `About the figure: ${figure}`,
        'Every member reads the question and its answer; those on a paper’s list, if it names its readers.',
      ],
    },
    [
      ...(figure === null ? [fields.select('about', 'Paper', papers)] : []),
      fields.longText('question', 'Question', { rows: 4, hint: 'Write nothing about a child, a victim or a suspect' }),
    ],
    errors,
  );
  if (figure === null) return page;
  return { ...page, hidden: { figure: typed.figure ?? '', scope: typed.scope ?? '' } };
}

/** The form that answers. */
export function answerPage(question: Question, about: string, typed: Typed, errors: FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  const href = `/meetings/${question.meeting}`;
  return {
    ...formPage(
      {
        title: question.answer === null ? 'Answer a question' : `Put answer ${question.answer.number} right`,
        caption: question.meeting,
        breadcrumbs: [MEETINGS, { text: question.meeting, href }, { text: 'Questions', href: `${href}/questions` }],
        action: `${href}/questions/${question.id}/answer`,
        button: 'Save the answer',
        lede: [about, question.text],
      },
      [fields.longText('answer', 'Answer', { rows: 6, hint: 'Write nothing about a person, and no small number' })],
      errors,
    ),
    hidden: { version: typed.version ?? String(question.answer?.version ?? 0) },
  };
}
