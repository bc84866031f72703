import type { Day } from '../calendar/day.ts';
import { yearLabel, yearShown } from '../calendar/financial-year.ts';
import { initiativeHref } from '../initiatives/initiative-choices.ts';
import { figureCell } from '../ledger/shown-figure.ts';
import { type YearChoice, yearChoices } from '../ledger/year-choice.ts';
import type { Page } from '../people/door.ts';
import { Fields } from '../platform/form.pages.ts';
import type { Choice } from '../platform/form.ts';
import { type Cell, columns, ref as refCell, type Table, words } from '../platform/table.ts';
import { moneyCell, moneyHeadings } from './answering-money.ts';
import { ASSURANCE, INSPECTIONS, inspectionHref } from './inspection.ts';
import type { MatrixLine } from './matrix.ts';
import { stateCell } from './progress.ts';
import { QUESTIONS } from './question.ts';
import { actionsShown, RECOMMENDATIONS, recommendationHref } from './recommendation.ts';
import { ACTIONS } from './recommendation-action.ts';
import { LINKS } from './recommendation-link.ts';
import { PROGRESS, progressOf } from './recommendation-state.ts';
import { RESPONSES } from './response.ts';

/** From reports to money, a row for each initiative that answers a recommendation. */
export function matrixTable(lines: readonly MatrixLine[], year: number, today: Day): Table {
  return {
    caption: 'From reports to money',
    columns: columns(
      'Report',
      'Recommendation',
      'About',
      'Progress',
      'Actions',
      'Initiative',
      'Money named',
      ...moneyHeadings(year),
    ),
    rows: lines.map((line) => matrixRow(line, today)),
    notes: [
      'An initiative may answer several recommendations. Its money is never divided or added up: its amounts stand once, beside the first that it answers, and the row of another says with which.',
    ],
    empty: 'No inspection or review has been recorded.',
  };
}

function matrixRow({ inspection, recommendation, link, answering, shownWith }: MatrixLine, today: Day): Cell[] {
  const report = words(String(inspection.answers.title), inspectionHref(inspection.ref));
  const none = words('');
  if (recommendation === null) {
    return [report, words('None recorded'), none, none, none, none, none, none, none];
  }
  const { ref, answers, beside } = recommendation;
  const row = [
    report,
    refCell(ref, recommendationHref(ref)),
    words(RECOMMENDATIONS.name(answers, new Map())),
    stateCell(PROGRESS[progressOf(recommendation, today)]),
    words(actionsShown(beside)),
  ];
  if (link === null || answering === null) {
    const said = answers.stance === 'rejected' ? 'Rejected, so none' : 'No money answers this';
    return [...row, words(said), none, none, none];
  }
  const { initiative, figures } = answering;
  const amounts =
    shownWith === null
      ? figures.map(figureCell)
      : figures.map(() => refCell(`with ${shownWith}`, recommendationHref(shownWith), 'words'));
  return [
    ...row,
    words(`${initiative.ref} ${initiative.name}`, initiativeHref(initiative.ref)),
    moneyCell(link),
    ...amounts,
  ];
}

/** Assurance: what is overdue, the table from reports to money, and the way to each list. */
export function matrixPage(
  table: Table,
  about: {
    choice: YearChoice;
    inspection: string;
    inspections: readonly Choice[];
    warnings: readonly string[];
    mayEnter: boolean;
  },
): Page {
  const { choice, inspection, inspections, warnings, mayEnter } = about;
  const year = yearLabel(choice.year);
  const fields = new Fields({ year, inspection }, []);
  const query = new URLSearchParams({ year, ...(inspection === '' ? {} : { inspection }) });
  return {
    title: ASSURANCE.text,
    wide: true,
    lede: ['What inspectors found and asked for, what is done about it, and which money answers it.'],
    warnings,
    actions: mayEnter ? [{ text: 'Add an inspection or review', href: `${INSPECTIONS.path}/new` }] : [],
    filter: {
      action: ASSURANCE.href,
      fields: [
        fields.select('inspection', 'Inspection or review', inspections, { any: 'All', full: true }),
        fields.select('year', 'Financial year', yearChoices(choice.years), { always: true }),
      ],
      button: 'Show',
    },
    sections: [{ table }],
    links: [
      ...[INSPECTIONS, RESPONSES, RECOMMENDATIONS, ACTIONS, LINKS, QUESTIONS].map(({ title, path }) => ({
        text: title,
        href: path,
      })),
      { text: 'The child’s voice: heard, and what changed', href: '/voice' },
      { text: `Download ${yearShown(choice.year)} as CSV`, href: `${ASSURANCE.href}.csv?${query}` },
    ],
  };
}
