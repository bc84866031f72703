import { leavesOutNote } from '../figures/registry.ts';
import type { FrozenFigure } from '../figures/snapshot.store.ts';
import { shownTrace } from '../figures/trace.pages.ts';
import { scopeShown } from '../ledger/scope.ts';
import { frozenText, type PackModel } from './pack.ts';
import { figuresShown } from './register.ts';
import { type BehindFigure, type PackLinks, renderHtml } from './render-html.ts';

/** The pack as one file that needs no network: each number opens, further down, to what is behind it. */
export function offlineHtml(
  model: PackModel,
  figures: readonly FrozenFigure[],
  shared: Pick<PackLinks, 'pages' | 'withheld' | 'code'>,
): Promise<string> {
  const shown = figuresShown(model.sections, model.opening);
  return renderHtml(model, {
    ...shared,
    links: [{ href: '#behind', text: 'What is behind each figure' }],
    hrefOf: (figure) => `#figure-${figure}`,
    behind: { figures: figures.filter(({ number }) => shown.has(number)).map(behindFigure) },
  });
}

function behindFigure(figure: FrozenFigure): BehindFigure {
  return {
    number: figure.number,
    label: figure.label,
    scope: scopeShown(figure.scope),
    text: frozenText(figure),
    means: figure.means,
    note: leavesOutNote(figure, figure.leavesOut),
    adds: figure.unit === 'pence' || figure.unit === 'count',
    rows: shownTrace(figure, figure.rows, false),
  };
}
