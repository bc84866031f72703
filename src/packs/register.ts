import { yearShown } from '../calendar/financial-year.ts';
import { FIGURES } from '../figures/registry.ts';
import type { FrozenFigure } from '../figures/snapshot.store.ts';
import { type Scope, scopeShown } from '../ledger/scope.ts';
import { PLACE_NAMES } from '../partners/place.ts';
import { counted } from '../platform/count.ts';
import { packMarking } from './marking.ts';
import type { PublishedPack } from './pack.store.ts';
import { type Block, frozenText, type PackModel, type RegisterRow, type Section } from './pack.ts';

export const REGISTER_ID = 'figures';

/**
 * A pack as it is rendered: with the highest marking of its sections, and with its register at the end, every figure
 * that it shows and how much stands behind each. `compared` are the packs that some of its figures are compared with.
 */
export function finished(
  assembled: PackModel,
  figures: readonly FrozenFigure[],
  compared: readonly (PublishedPack | null)[],
  withRows = true,
): PackModel {
  const model = { ...assembled, marking: packMarking(assembled.sections) };
  const shown = figuresShown(model.sections, model.opening);
  const rows = figures
    .filter(({ number }) => shown.has(number))
    .map((figure) => registerRow(figure, compared, withRows));
  if (rows.length === 0) return model;
  const section: Section = {
    id: REGISTER_ID,
    title: 'Where each figure comes from',
    wide: false,
    annex: model.sections.at(-1)?.annex === true,
    blocks: [
      {
        kind: 'register',
        caption: 'Every figure of this pack, by its reference',
        rows,
        notes: ['What is behind a figure adds up to it, and was kept with the pack as it stood when it was published.'],
      },
    ],
  };
  return { ...model, sections: [...model.sections, section] };
}

function registerRow(
  figure: FrozenFigure,
  compared: readonly (PublishedPack | null)[],
  withRows: boolean,
): RegisterRow {
  return {
    figure: figure.number,
    label: figure.label,
    scope: scopeInBrief(figure.scope, compared),
    text: frozenText(figure),
    behind: withRows ? behindShown(figure.rows.length) : 'Not counted yet',
  };
}

/**
 * A scope on one line of a register: places by their names, quarters without their months, and a comparison by the
 * figure and the pack that are compared.
 */
export function scopeInBrief(
  { place, quarter, of, since, ...rest }: Scope,
  compared: readonly (PublishedPack | null)[] = [],
): string {
  const pack = compared.find((one) => one !== null && String(one.snapshotId) === since);
  const parts = [
    // Whoever writes a letter may name what is no figure.
    ...(of === undefined ? [] : [FIGURES.find(({ id }) => id === of)?.label ?? of]),
    ...(Object.keys(rest).length === 0 && (place !== undefined || quarter !== undefined) ? [] : [scopeShown(rest)]),
    ...(place === undefined ? [] : [PLACE_NAMES.get(place) ?? place]),
    ...(quarter === undefined ? [] : [`${yearShown(quarter.year)} Q${quarter.quarter}`]),
    ...(since === undefined ? [] : [pack ? `since ${pack.meetingRef}/${pack.version}` : scopeShown({ since })]),
  ];
  return parts.join(', ');
}

/** How much stands behind a figure, in words. */
export function behindShown(count: number): string {
  if (count === 0) return 'Nothing';
  return counted(count, 'record', 'records');
}

/** The numbers of the figures that stand in parts of a pack; the register's own lines are no place of their own. */
export function figuresShown(
  sections: readonly Pick<Section, 'blocks'>[],
  opening: readonly Block[] = [],
): Set<number> {
  const found = new Set<number>();
  const look = (part: unknown): void => {
    if (Array.isArray(part)) for (const one of part) look(one);
    else if (typeof part === 'object' && part !== null) {
      if ('kind' in part && part.kind === 'register') return;
      for (const [name, value] of Object.entries(part)) {
        if (name === 'figure' && typeof value === 'number') found.add(value);
        else look(value);
      }
    }
  };
  look([opening, sections.map(({ blocks }) => blocks)]);
  return found;
}
