import { formatDay } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { figureCell, type ShownFigure } from '../ledger/shown-figure.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { columns, dayCell, head, lines, ref, type Table, words } from '../platform/table.ts';
import type { Decision, MoneyOfDecision } from './decision.store.ts';
import { partFields, publicationCell, recordCells } from './decision-record.pages.ts';
import type { DecisionFile } from './decision-record.ts';
import { FUND } from './fund.pages.ts';
import { INVENTED } from './source.store.ts';

const DECISIONS = { text: 'Decisions', href: '/decisions' };

/**
 * Every decision with what it set aside and what it is published with; figures in threes: headline, allocated,
 * budgeted.
 */
export function decisionTable(
  decisions: readonly Decision[],
  figures: readonly ShownFigure[][],
  files: ReadonlyMap<string, DecisionFile>,
): Table {
  return {
    caption: 'Decisions, oldest first',
    columns: columns(
      'Decision',
      'Decided',
      'Title',
      'Published',
      '#Headline amount',
      '#Allocated',
      '#Budgeted',
      'Significant public interest',
      'Legal power',
      'Interests',
      'Basis',
    ),
    rows: decisions.map((decision, index) => {
      const file = files.get(decision.ref) ?? { records: [], publications: [] };
      return [
        ref(decision.ref, `/decisions/${decision.ref}`),
        dayCell(decision.decidedOn),
        words(decision.title),
        publicationCell(file),
        ...(figures[index] ?? []).map(figureCell),
        ...recordCells(file),
        words(decision.invented ? INVENTED : 'Recorded'),
      ];
    }),
    notes: [],
    empty: 'No decision has been recorded.',
  };
}

/** Every decision. */
export function decisionListPage(table: Table, mayAdd: boolean): Page {
  return {
    title: 'Decisions',
    wide: true,
    breadcrumbs: [FUND, { text: 'Decisions' }],
    lede: ['Every pound that is set aside rests on one of these.'],
    actions: mayAdd ? [{ text: 'Record a decision', href: '/decisions/new' }] : [],
    sections: [{ table }],
    links: [{ text: 'Download as CSV', href: '/decisions.csv' }],
  };
}

/** One decision with the money that rests on it. */
export function decisionPage(
  decision: Decision,
  headlines: readonly ShownFigure[],
  money: readonly { row: MoneyOfDecision; figure: ShownFigure }[],
): Page {
  return {
    title: decision.title,
    caption: `Decision ${decision.ref}`,
    mark: decision.invented ? INVENTED : undefined,
    breadcrumbs: [FUND, DECISIONS, { text: decision.ref }],
    figures: headlines,
    summary: [
      { key: 'Decided', cells: [dayCell(decision.decidedOn, formatDay(decision.decidedOn))] },
      { key: 'Decided by', cells: [words(decision.decidedBy)] },
      { key: 'Summary', cells: lines(decision.summary) },
    ],
    sections: [
      {
        table: {
          caption: 'What it authorised',
          columns: columns('Record', 'Financial year', 'Funding source', '#Amount'),
          rows: money.map(({ row, figure }) => [
            head(row.what, row.href),
            words(yearShown(row.year)),
            words(row.source, `/funding-sources/${row.source}`),
            figureCell(figure),
          ]),
          notes: [],
          empty: 'No allocation and no budget cites this decision.',
        } satisfies Table,
      },
    ],
  };
}

/** The form that records a decision. */
export function decisionFormPage(typed: Typed = {}, errors: FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: 'Record a decision',
      action: '/decisions/new',
      button: 'Record the decision',
      breadcrumbs: [FUND, DECISIONS],
      lede: [
        'From the legal power on, everything can be left empty now and completed later: a decision has no notice before that.',
      ],
    },
    [
      fields.text('title', 'Title', { hint: 'As it was published, with its amount' }),
      fields.longText('summary', 'Summary', { hint: 'What was decided, and for what. Write nothing about a person.' }),
      fields.day('decided', 'Date of the decision', { hint: 'For example, 27 3 2015' }),
      fields.text('decidedBy', 'Decided by', { hint: 'The office that decided, such as its Commissioner' }),
      fields.pounds('headline', 'Headline amount', {
        optional: true,
        hint: 'The amount that the decision itself names, which may be for more than this fund',
      }),
      ...partFields(fields, true),
    ],
    errors,
  );
}
