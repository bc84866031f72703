import { formatInstant } from '../calendar/day.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { columns, head, type Table, words } from '../platform/table.ts';
import type { RemovalShown } from './removal.store.ts';
import { BECOMES, type Removal, type RemovalPlace, type RemovalTarget } from './removal.ts';

export const REMOVALS = { text: 'Removals', href: '/removals' };

type Names = ReadonlyMap<number, string>;

/** Every request to remove personal data for good, and what became of it. */
export function removalListPage(removals: readonly Removal[], names: Names, mayFind: boolean): Page {
  return {
    title: REMOVALS.text,
    breadcrumbs: [REMOVALS],
    wide: true,
    lede: [
      'Personal data that should never have been entered is removed for good by two people: one asks, another does it. What stays is a mark in its place, its digest, and who removed it, when and why.',
    ],
    actions: mayFind ? [{ text: 'Find what is to be removed', href: '/removals/find' }] : [],
    sections: [
      {
        table: {
          caption: removals.length === 1 ? '1 request' : `${removals.length} requests`,
          captionHidden: true,
          columns: columns('Request', 'What', 'Why', 'Asked', 'Outcome'),
          rows: removals.map((one) => [
            head(one.ref, `/removals/${one.ref}`),
            words(targetShown(one)),
            words(one.reason),
            words(byAt(one.askedBy, one.askedAt, names)),
            words(outcomeShown(one, names)),
          ]),
          notes: [],
          empty: 'Nobody has asked for a removal.',
        },
      },
    ],
  };
}

function targetShown({ kind, target }: RemovalTarget): string {
  if (kind === 'attachment') return `The file of ${target}`;
  return kind === 'line' ? `The ${target.split(' ')[1]} of line ${target.split(' ')[0]}` : 'A text';
}

function byAt(person: number, at: string, names: Names): string {
  return `${names.get(person) ?? ''}, ${formatInstant(at)}`;
}

function outcomeShown({ outcome }: Removal, names: Names): string {
  if (outcome === null) return 'Waits for a second person';
  const by = byAt(outcome.decidedBy, outcome.decidedAt, names);
  return outcome.what === 'removed' ? `Removed by ${by}` : `Declined by ${by}: ${outcome.reason ?? ''}`;
}

/** The form that asks for a removal. */
export function removalAskPage(
  target: RemovalTarget,
  where: string,
  typed: Typed = {},
  errors: readonly FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: 'Ask for a removal',
      caption: where,
      action: `/removals/new?${new URLSearchParams({ [target.kind]: target.target })}`,
      button: 'Ask for the removal',
      breadcrumbs: [
        REMOVALS,
        { text: 'Ask', href: `/removals/new?${new URLSearchParams({ [target.kind]: target.target })}` },
      ],
      lede: [
        'Somebody else looks at every place where it stands and removes it there, for good: from the record, from the search, from frozen papers and files. No backup of this program brings it back; backups that were taken before must be destroyed as the office’s rules say.',
        'If the words are only wrong, edit the record instead.',
      ],
    },
    [
      fields.longText('reason', 'Why it must go', {
        rows: 3,
        hint: 'Kept for good. Say what kind of personal data it is and how it came in; do not repeat it.',
      }),
    ],
    errors,
  );
}

/** The form that finds texts to remove by some of their words. */
export function removalFindPage(
  found: { text: string; where: string; digest: string }[] | null,
  typed: Typed = {},
  errors: readonly FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const page = formPage(
    {
      title: 'Find what is to be removed',
      action: '/removals/find',
      button: 'Find it',
      breadcrumbs: [REMOVALS, { text: 'Find', href: '/removals/find' }],
      lede: [
        'Type some of the words exactly as they stand. They are sought in every text of the record, and are not kept. Files attached as PDF, picture, document or workbook are not read: ask for those on their own pages.',
      ],
    },
    [fields.text('words', 'Words to find', { hint: 'At least 3 letters' })],
    errors,
  );
  return found === null ? page : { ...page, table: foundTable(found) };
}

function foundTable(found: readonly { text: string; where: string; digest: string }[]): Table {
  return {
    caption: found.length === 1 ? '1 text has these words' : `${found.length} texts have these words`,
    columns: columns('Where', 'Text', 'Removal'),
    rows: found.map(({ text, where, digest }) => [
      head(where),
      words(text.length > 300 ? `${text.slice(0, 300)}…` : text),
      { ...words('Ask for its removal', `/removals/new?text=${digest}`), hidden: `: ${where}` },
    ]),
    notes: [],
    empty: 'No text of the record has these words.',
  };
}

/** A removal: what it would take away and from where, or what it took away; and what somebody may do about it. */
export function removalPage(
  { removal, places, placesDigest, texts }: RemovalShown,
  names: Names,
  rights: { may: boolean; isOwn: boolean },
  errors: readonly FieldError[] = [],
  typed: Typed = {},
): Page {
  const { ref, reason, askedBy, askedAt, outcome } = removal;
  const isOpen = outcome === null;
  const mayDecide = isOpen && rights.may && !rights.isOwn;
  const fields = new Fields(typed, errors);
  return {
    title: ref,
    caption: 'Removal of personal data',
    breadcrumbs: [REMOVALS, { text: ref }],
    errors: errors.map(({ field, message }) => ({ text: message, href: field === '' ? '#places' : `#${field}` })),
    summary: [
      { key: 'What', cells: [words(targetShown(removal))] },
      { key: 'Why', cells: [words(reason)] },
      { key: 'Asked', cells: [words(byAt(askedBy, askedAt, names))] },
      { key: 'Outcome', cells: [words(outcomeShown(removal, names))] },
    ],
    texts: mayDecide ? texts : [],
    table: placesTable(places, isOpen),
    standing: !isOpen
      ? null
      : rights.isOwn
        ? 'You asked for this, so somebody else decides it.'
        : rights.may
          ? null
          : 'The Safeguarding Coordinator, the chief executive or the Chief Finance Officer decides it.',
    forms: mayDecide
      ? {
          remove: places.length === 0 ? null : { action: `/removals/${ref}/removal`, places: placesDigest },
          decline: {
            action: `/removals/${ref}/refusal`,
            field: fields.longText('reason', 'Why it stays', { rows: 2, hint: 'Do not repeat the words.' }),
          },
        }
      : null,
  };
}

function placesTable(places: readonly RemovalPlace[], isOpen: boolean): Table {
  const count = places.length === 1 ? '1 place' : `${places.length} places`;
  return {
    caption: isOpen ? `It stands in ${count}` : `It was removed from ${count}`,
    columns: columns('Where', isOpen ? 'What becomes of it' : 'What became of it', 'Digest that stays'),
    rows: places.map(({ kind, where, digest }) => [head(where), words(BECOMES[kind]), words(digest.slice(0, 16))]),
    notes: [],
    empty: isOpen ? 'Nothing is left of it.' : 'Nothing was removed.',
  };
}
