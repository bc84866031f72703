import { formatShortDay } from '../../calendar/day.ts';
import { figureCell, type ShownFigure } from '../../ledger/shown-figure.ts';
import type { Page } from '../../people/door.ts';
import type { PagePart, PageSection } from '../../people/page-part.ts';
import { counted } from '../../platform/count.ts';
import {
  type Cell,
  columns,
  countCell,
  dayCell,
  number,
  ref as refCell,
  type Table,
  words,
} from '../../platform/table.ts';
import type { Kept } from '../../registers/register.ts';
import { INITIATIVES } from '../initiative.pages.ts';
import type { Initiative } from '../initiative.store.ts';
import { confidenceCell, trendCell } from './confidence.pages.ts';
import { type Standing, trendShown } from './confidence.ts';
import type { Delivery } from './delivery.ts';
import { slipCell, slipShown } from './milestone.ts';

const TITLE = 'Delivery';

/** Where an initiative's delivery is told in full. */
function deliveryHref(initiative: string): string {
  return `/initiatives/${initiative}/delivery`;
}

/** The delivery of every initiative, a row for each. */
export function deliveryTable(initiatives: readonly Initiative[], deliveries: readonly Delivery[]): Table {
  return {
    caption: TITLE,
    captionHidden: true,
    columns: columns(
      'Reference',
      'Initiative',
      'Confidence',
      'Trend',
      'Next milestone',
      'Expected',
      '#Slip in days',
      '#Red risks',
      '#Amber risks',
      '#Open issues',
      '#Overdue issues',
    ),
    rows: deliveries.map((delivery, index) => {
      const { initiative, confidence, next } = delivery;
      const risks = (rating: string) => `/risks?initiative=${initiative}&state=open&rating=${rating}`;
      const issues = (state: string) => `/issues?initiative=${initiative}&state=${state}`;
      return [
        refCell(initiative, deliveryHref(initiative)),
        words(initiatives[index]?.name ?? ''),
        confidenceCell(confidence),
        trendCell(confidence),
        next === null ? words('None') : words(String(next.answers.title), `/milestones/${next.ref}`),
        expectedCell(next),
        next === null ? number('') : slipCell(next.answers, delivery.day),
        countedCell(delivery.redRisks, risks('red')),
        countedCell(delivery.amberRisks, risks('amber')),
        countedCell(delivery.openIssues, issues('open')),
        countedCell(delivery.overdueIssues, issues('overdue')),
      ];
    }),
    notes: ['Slip is counted from the baseline. Risks are open ones, rated after mitigation.'],
    empty: 'No initiative has been added.',
  };
}

function expectedCell(next: Kept | null): Cell {
  if (next === null) return words('');
  return dayCell(String(next.answers.current));
}

/** A count that leads to what was counted, where there is any. */
function countedCell(count: number, href: string): Cell {
  return countCell(count, count === 0 ? undefined : href);
}

/** The delivery of all initiatives. */
export function deliveryListPage(table: Table, deliveries: readonly Delivery[]): Page {
  return {
    title: TITLE,
    wide: true,
    breadcrumbs: [INITIATIVES, { text: TITLE }],
    lede: ['How sure we are that each initiative will be delivered, what comes next, and what stands in its way.'],
    warnings: deliveries.flatMap(({ otherwise }) => otherwise ?? []),
    sections: [{ table }],
    links: [
      { text: 'Milestones', href: '/milestones' },
      { text: 'Risks', href: '/risks' },
      { text: 'Risk matrix', href: '/risks/matrix' },
      { text: 'Issues', href: '/issues' },
      { text: 'Delivery confidence', href: '/confidence' },
      { text: 'Lessons', href: '/lessons' },
      { text: 'Exit plans', href: '/exit-plans' },
      { text: 'Clawback', href: '/clawbacks' },
      { text: 'Download as CSV', href: '/delivery.csv' },
    ],
  };
}

/** The delivery of one initiative: what is said at the top, and the registers below it. */
export function deliveryPage(
  { ref, name }: Initiative,
  delivery: Delivery,
  about: { clawback: readonly ShownFigure[]; warnings: readonly string[]; sections: readonly PageSection[] },
): Page {
  const { confidence, otherwise } = delivery;
  return {
    title: `${TITLE}: ${name}`,
    caption: `Initiative ${ref}`,
    wide: true,
    breadcrumbs: [INITIATIVES, { text: ref, href: `/initiatives/${ref}` }, { text: TITLE }],
    warnings: [...(otherwise === null ? [] : [otherwise]), ...about.warnings],
    summary: [
      { key: 'Delivery confidence', cells: confidenceCells(confidence) },
      { key: 'Next milestone', cells: [nextCell(delivery)] },
      { key: 'Risks and issues', cells: countCells(delivery) },
      ...about.clawback.map((figure) => ({ key: figure.label, cells: [figureCell(figure)] })),
    ],
    sections: about.sections,
    links: [{ text: 'Delivery of all initiatives', href: '/delivery' }],
  };
}

/** What an initiative's own page says of its delivery: few lines, each leading on. */
export function deliveryPart(delivery: Delivery): PagePart {
  const { initiative, confidence, otherwise } = delivery;
  const href = deliveryHref(initiative);
  return {
    warnings: otherwise === null ? [] : [otherwise],
    summary: [
      { key: 'Delivery confidence', cells: confidenceCells(confidence, href) },
      { key: 'Next milestone', cells: [nextCell(delivery)] },
      {
        key: 'Risks and issues',
        cells: [...countCells(delivery), words('Milestones, risks, issues, lessons, exit and clawback', href)],
      },
    ],
  };
}

function confidenceCells(standing: Standing | null, href?: string): Cell[] {
  if (standing === null) return [words('Not assessed', href)];
  const day = formatShortDay(String(standing.current.answers.assessed));
  return [confidenceCell(standing, href), words(`${trendShown(standing)}; assessed on ${day}`)];
}

function nextCell({ next, nextIsOverdue, day: today }: Delivery): Cell {
  if (next === null) return words('None');
  const { title, current } = next.answers;
  const day = formatShortDay(String(current));
  const state = nextIsOverdue ? `overdue since ${day}` : `expected on ${day}`;
  return words(`${title}: ${state}, ${slipShown(next.answers, today)}`, `/milestones/${next.ref}`);
}

function countCells({ initiative, openRisks, redRisks, openIssues, overdueIssues }: Delivery): Cell[] {
  const risks = counted(openRisks, 'open risk', 'open risks') + (redRisks > 0 ? `, ${redRisks} of them red` : '');
  const issues =
    counted(openIssues, 'open issue', 'open issues') + (overdueIssues > 0 ? `, ${overdueIssues} overdue` : '');
  return [
    words(risks, `/risks?initiative=${initiative}&state=open`),
    words(issues, `/issues?initiative=${initiative}&state=open`),
  ];
}
