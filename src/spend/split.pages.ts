import { addUp } from '../ledger/balance.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import { PLACES, placeName } from '../partners/place.ts';
import type { Page } from '../people/door.ts';
import { type Field, Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { amountCell, columns, head, type Table } from '../platform/table.ts';
import { effectShown } from './effect.pages.ts';
import type { Effect, NewSpend } from './enter.ts';
import { correctedLede, type Recodable, spendCrumbs } from './recode.pages.ts';
import { spendFormHref } from './spend-list.pages.ts';
import { SPEND } from './spend-way.ts';
import { SPLIT_BY, shareField } from './split.form.ts';
import type { PlaceShare } from './split.ts';

const LEAVE_EMPTY =
  'Leave a place empty that bears nothing. Pence left over go to the largest remainders, the place listed first where they tie; the shares are always exactly the whole.';

/** The questions that share an amount between places. */
export function shareFields(fields: Fields): Field[] {
  return [
    fields.radios('by', 'How is it shared?', SPLIT_BY),
    ...PLACES.map(({ code, name }) => fields.text(shareField(code), name, { width: 10, optional: true })),
  ];
}

/** The form that shares a spend that is in the books. */
export function splitPage(recodable: Recodable, typed: Typed, errors: readonly FieldError[] = []): Page {
  const fields = new Fields(typed, errors);
  const { ref } = recodable.original;
  const form = formPage(
    {
      title: `Share ${ref} between places`,
      action: spendFormHref(ref, 'split/check'),
      button: 'Continue',
      breadcrumbs: spendCrumbs(recodable.original),
      lede: [...correctedLede(recodable), LEAVE_EMPTY],
    },
    [
      ...shareFields(fields),
      fields.longText('why', 'Reason', {
        rows: 3,
        hint: 'Why it is shared, without anything that points to a person',
      }),
    ],
    errors,
  );
  return { ...form, hidden: {}, equally: spendFormHref(ref, 'split/new') };
}

/** The form that shares an invoice that is being entered; its other answers are carried along. */
export function splitEntryPage(
  { pence, carried }: { pence: Pence | null; carried: Typed },
  typed: Typed,
  errors: readonly FieldError[] = [],
): Page {
  const form = formPage(
    {
      title: 'Share it between places',
      action: '/spend/split/check',
      button: 'Continue',
      breadcrumbs: [SPEND],
      lede: [
        ...(pence === null
          ? []
          : [`${formatPounds(pence)} becomes a spend for each place, which are approved together.`]),
        LEAVE_EMPTY,
      ],
    },
    shareFields(new Fields(typed, errors)),
    errors,
  );
  return { ...form, hidden: carried, equally: '/spend/split/new' };
}

/** What sharing an invoice would record, before it is recorded. */
export function splitEntryCheckPage(
  spend: NewSpend,
  { parts, effect }: { parts: readonly PlaceShare[]; effect: Effect },
  figures: readonly ShownFigure[],
  typed: Typed,
): Page {
  const shown = effectShown(spend, effect, figures);
  return {
    title: 'Check how it is shared',
    breadcrumbs: [SPEND],
    lede: ['Nothing is recorded yet.', `${spend.supplier}, under ${spend.agreement || spend.initiative}.`],
    tables: [sharesTable(parts), shown.table],
    over: shown.over,
    action: '/spend/split',
    back: '/spend/split/new',
    button: `Record ${parts.length} shares`,
    hidden: Object.entries(typed).map(([name, value]) => ({ name, value })),
  };
}

function sharesTable(parts: readonly PlaceShare[]): Table {
  return {
    caption: 'What each place bears',
    columns: columns('Place', '#Amount'),
    rows: parts.map(({ place, pence }) => [head(placeName(place)), amountCell(pence)]),
    foot: [head('Together'), amountCell(addUp(parts.map(({ pence }) => pence)))],
    notes: [],
    empty: '',
  };
}
