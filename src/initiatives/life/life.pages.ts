import { formatDay } from '../../calendar/day.ts';
import type { Page } from '../../people/door.ts';
import { counted } from '../../platform/count.ts';
import {
  type Cell,
  columns,
  dayCell,
  instantCell,
  lines,
  ref as refCell,
  type Table,
  tagged,
  words,
} from '../../platform/table.ts';
import { INITIATIVES } from '../initiative.pages.ts';
import type { Initiative } from '../initiative.store.ts';
import { AIMS, type Life, type LifeEvent, lastOf, OUTCOMES, RECOMMENDATIONS } from './life.ts';
import { lifeHref, takeBackHref } from './life-form.pages.ts';
import { type MoveName, moveOf } from './life-machine.ts';
import { daysOverdue } from './life-next.ts';
import { type LifeShown, nextInWords, standingPanel, twoRecords } from './life-panel.pages.ts';
import { statusTag } from './life-status.pages.ts';

/** Every initiative with where it stands and what comes next. */
export function standingsTable(rows: readonly { initiative: Initiative; shown: LifeShown }[]): Table {
  return {
    caption: 'Initiatives by reference',
    captionHidden: true,
    columns: columns('Reference', 'Name', 'Status', 'Since', 'Next step', 'Owed by', 'Due', 'Overdue'),
    rows: rows.map(({ initiative: { ref, name }, shown }) => {
      const { step, owedBy } = nextInWords(shown);
      const late = shown.next === null ? 0 : daysOverdue(shown.next, shown.today);
      return [
        refCell(ref, `/initiatives/${ref}`),
        words(name),
        tagged(statusTag(shown.life.status)),
        dayCell(shown.life.since),
        words(step),
        words(owedBy),
        shown.next?.due ? dayCell(shown.next.due) : words(''),
        late === 0
          ? words('')
          : { ...tagged({ text: counted(late, 'day', 'days'), classes: 'govuk-tag--red' }), file: late },
      ];
    }),
    notes: ['By when a step is due is data of the office: days, the dates of agreements, the lead time of the kind.'],
    empty: 'No initiative has been added.',
  };
}

/** Where every initiative stands. */
export function standingsPage(table: Table): Page {
  return {
    title: 'Where initiatives stand',
    wide: true,
    breadcrumbs: [INITIATIVES, { text: 'Where they stand' }],
    lede: ['From the need to the evaluation: what was the last step of each, what comes next, and who owes it.'],
    sections: [{ table }],
    links: [{ text: 'Download as CSV', href: '/life.csv' }],
  };
}

/** Everything recorded of a life, with the names of those who recorded it for those who read them. */
export function historyTable(life: Life, names: ReadonlyMap<number, string> | null): Table {
  const by = (id: number | null): Cell[] =>
    names === null ? [] : [words(id === null ? 'The program' : (names.get(id) ?? ''))];
  return {
    caption: 'Its history, oldest first',
    columns: columns('Happened', 'Step', 'What was recorded', 'Reason', 'Recorded', ...(names === null ? [] : ['By'])),
    rows: life.events.map((event) => [
      { ...dayCell(event.happenedOn), kind: 'head' },
      stepCell(event),
      words(detailOf(event), event.ruling === null ? undefined : `/decisions/${event.ruling.decisionRef}`),
      words(whyOf(event)),
      instantCell(event.recordedAt),
      ...by(event.recordedBy),
    ]),
    notes: [`Its need was identified with its own record, on ${formatDay(life.identifiedOn)}.`],
    empty: 'No step has been recorded.',
  };
}

function stepCell({ move, takenBack }: LifeEvent): Cell {
  const step = words(moveOf(move).past);
  return takenBack === null ? step : { ...step, mark: 'Taken back', file: `${step.text} (taken back)` };
}

function whyOf({ why, takenBack }: LifeEvent): string {
  return takenBack === null ? why : `${why} Taken back: ${takenBack.why}`;
}

function detailOf({ agreement, variation, recommendation, ruling, evaluation }: LifeEvent): string {
  return [
    ...(recommendation === null
      ? []
      : [`${RECOMMENDATIONS[recommendation.recommendation]}, ${recommendation.meeting}`]),
    ...(recommendation?.conditions ? [`Conditions: ${recommendation.conditions}`] : []),
    ...(ruling === null ? [] : [`${OUTCOMES[ruling.outcome]} by ${ruling.decisionRef}`]),
    ...(agreement === null ? [] : [`Agreement ${agreement}`]),
    ...(variation === null ? [] : [variation]),
    ...(evaluation === null ? [] : [`Aim: ${AIMS[evaluation.aim].toLowerCase()}`]),
  ].join('. ');
}

/** One life as a whole: where it stands, its two records, its evaluation, and everything recorded of it. */
export function lifePage(
  { ref, name }: Initiative,
  shown: LifeShown,
  about: { warnings: string[]; table: Table; moves: readonly MoveName[]; mayTakeBack: boolean },
): Page {
  const last = shown.life.standing.at(-1);
  return {
    title: `Life of ${ref}`,
    caption: name,
    wide: true,
    breadcrumbs: [INITIATIVES, { text: ref, href: `/initiatives/${ref}` }, { text: 'Life' }],
    warnings: about.warnings,
    panel: { ...standingPanel(shown, about.moves), history: null },
    summary: [...twoRecords(shown.life), ...evaluationRows(shown.life)],
    sections: [{ table: about.table }],
    links: [
      ...(last !== undefined && about.mayTakeBack
        ? [{ text: 'Take the last step back', href: takeBackHref(last) }]
        : []),
      { text: 'Download the history as CSV', href: `${lifeHref(ref)}.csv` },
    ],
  };
}

function evaluationRows(life: Life): { key: string; cells: Cell[] }[] {
  const evaluation = lastOf(life, 'close')?.evaluation ?? null;
  if (evaluation === null) return [];
  return [
    { key: 'Whether the aim was met', cells: [words(AIMS[evaluation.aim])] },
    { key: 'What was achieved', cells: lines(evaluation.achieved) },
    { key: 'Value for money', cells: lines(evaluation.value) },
    { key: 'Lessons', cells: lines(evaluation.lessons) },
    { key: 'Evidence', cells: lines(evaluation.evidence) },
  ];
}
