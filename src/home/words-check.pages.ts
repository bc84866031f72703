import { formatInstant } from '../calendar/day.ts';
import { FINDING_WORDS } from '../disclosure/words-gate.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { type Cell, columns, head, lines, type Table, words } from '../platform/table.ts';
import type { WordsDecision, WordsToCheck } from './words-check.store.ts';

export const WORDS_TO_CHECK = { text: 'Words to check', href: '/words-to-check' };

const EXPLAINED = [
  'These texts look as if they pointed at one person. Packs, returns, notices and files leave them out until a second person clears them or somebody edits them.',
  'What looks personal is marked, with the reason after it in brackets. Names are known from a list, so read the whole text.',
];

/** Every text that is held, and what was decided about others. */
export function wordsToCheckPage(
  held: readonly WordsToCheck[],
  decisions: readonly WordsDecision[],
  names: ReadonlyMap<number, string>,
  may: { clear: (one: WordsToCheck) => boolean; find: boolean },
): Page {
  return {
    title: WORDS_TO_CHECK.text,
    breadcrumbs: [WORDS_TO_CHECK],
    wide: true,
    lede: EXPLAINED,
    sections: [
      { table: heldTable(held, names, may) },
      { heading: 'What was decided', table: decisionsTable(decisions, names) },
    ],
    links: [
      ...(may.find ? [{ text: 'Find words that should not be in the record at all', href: '/removals/find' }] : []),
      { text: 'Removals', href: '/removals' },
    ],
  };
}

function heldTable(
  held: readonly WordsToCheck[],
  names: ReadonlyMap<number, string>,
  may: { clear: (one: WordsToCheck) => boolean },
): Table {
  return {
    caption: held.length === 1 ? '1 text is held back' : `${held.length} texts are held back`,
    columns: columns('Where', 'Words', 'Written', 'Check'),
    rows: held.map((one) => [
      one.href === null ? head(one.where) : head(one.where, one.href),
      words(one.text),
      words(writtenShown(one, names)),
      may.clear(one)
        ? { ...words('Clear or edit', `/words-to-check/${one.digest}`), hidden: `: ${one.where}` }
        : words('Somebody else clears it'),
    ]),
    notes: [],
    empty: 'No words are held back.',
  };
}

function writtenShown({ writtenBy, writtenAt }: WordsToCheck, names: ReadonlyMap<number, string>): string {
  return [names.get(writtenBy ?? -1) ?? 'The program', writtenAt === '' ? '' : formatInstant(writtenAt)]
    .filter((part) => part !== '')
    .join(', ');
}

function decisionsTable(decisions: readonly WordsDecision[], names: ReadonlyMap<number, string>): Table {
  return {
    caption: 'Decisions on words that looked personal, without the words',
    captionHidden: true,
    columns: columns('What', 'Looked like', 'Decision', 'By', 'Why'),
    rows: decisions.map(({ what, kinds, decision, decidedBy, decidedAt, why }) => [
      head(what),
      words(kinds.map(kindShown).join('; ')),
      words(decision === 'cleared' ? 'Cleared' : 'Edited'),
      words(`${names.get(decidedBy ?? -1) ?? 'The program'}, ${formatInstant(decidedAt)}`),
      words(why ?? 'Other words took their place'),
    ]),
    notes: [],
    empty: 'Nothing has been decided yet.',
  };
}

function kindShown(kind: WordsToCheck['kinds'][number]): string {
  return FINDING_WORDS[kind].replace(/^(?:looks like|is|counts) /, '').replace(/: say it in general words$/, '');
}

/** One held text, and the form that clears it. */
export function clearancePage(
  one: WordsToCheck,
  names: ReadonlyMap<number, string>,
  typed: Typed = {},
  errors: readonly FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const facts: [string, Cell[]][] = [
    ['Words', lines(one.text)],
    ['Looks like', [words(one.kinds.map(kindShown).join('; '))]],
    ['Written', [words(writtenShown(one, names))]],
  ];
  const page = formPage(
    {
      title: 'Clear these words',
      caption: one.where,
      action: `/words-to-check/${one.digest}`,
      button: 'Clear these words',
      breadcrumbs: [WORDS_TO_CHECK, { text: 'Clear', href: `/words-to-check/${one.digest}` }],
      lede: [
        'Clear them only if nobody can be recognised by them, alone or with what the local papers said. From then on they stand in packs, returns and files.',
      ],
    },
    [
      fields.longText('why', 'Why they may stand', {
        rows: 3,
        hint: 'Kept with your name, the day and what the words looked like, without the words. Do not repeat them here.',
      }),
    ],
    errors,
  );
  return {
    ...page,
    table: {
      caption: 'The text as it stands',
      columns: columns('What', 'Said'),
      rows: facts.map(([key, cells]) => [head(key), ...(cells.length === 1 ? cells : [words(one.text)])]),
      notes: [],
      empty: '',
    },
    instead: [
      ...(one.href === null ? [] : [{ text: 'Open the record, where the words may be edited', href: one.href }]),
      { text: 'Ask for the words to be removed for good', href: one.removal },
    ],
  };
}
