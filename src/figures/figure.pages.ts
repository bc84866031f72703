import { formatInstant } from '../calendar/day.ts';
import type { Figure } from '../ledger/figure.ts';
import { scopeShown, scopeTexts } from '../ledger/scope.ts';
import { figureText } from '../ledger/shown-figure.ts';
import type { Page } from '../people/door.ts';
import { leavesOutNote, type OpenedFigure } from './registry.ts';
import { shownTrace } from './trace.pages.ts';

/** Every figure with its definition. */
export function figureListPage(figures: readonly Figure[]): Page {
  return {
    title: 'Figures and what they mean',
    figures: figures.map(({ id, label, means }) => ({ id, label, means, href: `/figures/${id}` })),
  };
}

/** One figure with the rows behind it, which add up to it; a row leads on only where the reader may follow. */
export function openedFigurePage(
  { figure, value, rows }: OpenedFigure,
  moment: { at: string; seq: number; named: boolean },
  maySeeSpend: boolean,
): Page {
  return {
    title: figure.label,
    caption: scopeShown(value.scope),
    means: figure.means,
    asAt: moment.named ? `As at ${formatInstant(moment.at)}` : 'As it stands now',
    seq: moment.seq,
    action: `/figures/${figure.id}`,
    scope: Object.entries(scopeTexts(value.scope)).map(([name, text]) => ({ name, text })),
    text: figureText(figure, value),
    note: leavesOutNote(value.leavesOut),
    adds: figure.unit === 'pence' || figure.unit === 'count',
    rows: shownTrace(figure, rows, maySeeSpend),
    back: { href: '/figures', text: 'All figures' },
  };
}
