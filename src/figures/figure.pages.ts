import { formatInstant } from '../calendar/day.ts';
import type { Figure, Unit } from '../ledger/figure.ts';
import { scopeShown, scopeTexts } from '../ledger/scope.ts';
import { figureText } from '../ledger/shown-figure.ts';
import type { Page } from '../people/door.ts';
import { columns, head, type Table, words } from '../platform/table.ts';
import { DIMENSION_WORDS, dimensionsOf } from './dimensions.ts';
import { leavesOutNote, type OpenedFigure } from './registry.ts';
import { traceTable } from './trace.pages.ts';

const UNIT_WORDS: Record<Unit, string> = {
  pence: 'In pounds and pence',
  'pence-per-unit': 'In pounds and pence for each unit',
  count: 'A count',
  hundredths: 'A count, to two decimals',
  percent: 'In whole per cent',
  'tenths-of-percent': 'In per cent, to one decimal',
};

/** Every figure with its definition, its unit, and what it can be asked by. */
export function figureListPage(figures: readonly Figure[]): Page {
  const shown = figures.map(({ id, label, means, unit }) => ({
    id,
    label,
    means,
    href: `/figures/${id}`,
    unit: UNIT_WORDS[unit],
    by: dimensionsOf(id)
      .map((dimension) => DIMENSION_WORDS[dimension])
      .join(', '),
  }));
  return {
    title: 'Figures and what they mean',
    figures: shown,
    // Read as a list on the page; as a file it is a table.
    table: {
      caption: 'Figures',
      columns: columns('Figure', 'Name', 'What it means', 'Unit', 'Asked by'),
      rows: shown.map(({ id, label, means, unit, by }) => [
        head(id),
        words(label),
        words(means),
        words(unit),
        words(by),
      ]),
      notes: [],
      empty: '',
    } satisfies Table,
  };
}

/** One figure with the rows behind it, which add up to it; a row leads on only where the reader may follow. */
export function openedFigurePage(
  { figure, value, rows }: OpenedFigure,
  moment: { at: string; seq: number; named: boolean },
  maySeeSpend: boolean,
  restated: readonly string[],
  beside: { notes: readonly string[]; links: readonly { text: string; href: string }[] },
): Page {
  const text = figureText(figure, value);
  return {
    title: figure.label,
    caption: scopeShown(value.scope),
    means: figure.means,
    asAt: moment.named ? `As at ${formatInstant(moment.at)}` : 'As it stands now',
    seq: moment.seq,
    action: `/figures/${figure.id}`,
    scope: Object.entries(scopeTexts(value.scope)).map(([name, text]) => ({ name, text })),
    text,
    note: leavesOutNote(figure, value.leavesOut),
    restated,
    beside,
    table: traceTable(figure, rows, { caption: 'What is behind this figure', text, maySeeSpend }),
    back: { href: '/figures', text: 'All figures' },
  };
}
