import type { Page } from '../../../people/door.ts';
import { columns, countCell, number, ref, type Table, words } from '../../../platform/table.ts';
import { SPEND } from '../../spend-way.ts';
import { IMPORTS } from '../batch.pages.ts';
import type { ImportProfile } from '../read/profile.ts';
import { PERIOD_CHOICES } from './draft.form.ts';
import { PROFILES } from './draft.pages.ts';
import { MEANINGS } from './meaning.ts';
import type { OfferedProfile, ProfileVersion } from './profile.store.ts';

/** Every kind of file that can be imported. */
export function profileListPage(profiles: readonly OfferedProfile[], mayAdd: boolean): Page {
  return {
    title: 'Kinds of file',
    breadcrumbs: [SPEND, IMPORTS, { text: PROFILES.text }],
    lede: ['A profile says what the columns of a file mean. Only columns that it names are ever read.'],
    actions: mayAdd ? [{ text: 'Add a kind of file', href: '/import-profiles/new' }] : [],
    sections: [
      {
        table: {
          caption: 'Profiles',
          captionHidden: true,
          columns: columns('Profile', 'Finance system', 'From', '#Version'),
          rows: profiles.map(({ name, label, system, version }) => [
            { ...ref(label, `/import-profiles/${name}`), ref: false },
            words(system),
            words(version === null ? 'the program' : 'this office'),
            number(version === null ? '' : String(version)),
          ]),
          notes: [],
          empty: 'There is none.',
        } satisfies Table,
      },
    ],
  };
}

/** How one kind of file is read, and its earlier versions. */
export function profilePage(
  profile: OfferedProfile,
  versions: readonly ProfileVersion[],
  names: ReadonlyMap<number, string>,
): Page {
  const earlier = versions.toReversed();
  return {
    title: profile.label,
    caption: 'Kind of file',
    breadcrumbs: [SPEND, IMPORTS, PROFILES, { text: profile.label }],
    summary: [
      ['Name on the command line', profile.name],
      ['Finance system', profile.system],
      ['Dates', profile.dates.join(', ')],
      ['Amounts', basisShown(profile)],
      ['Period', PERIOD_CHOICES.find(({ value }) => value === profile.period.from)?.text ?? ''],
      ['A line is told by', `the system, ${profile.lineKey.map(meaningOf).join(', ')}`],
      ['Supplier where none is named', profile.blankSupplier ?? 'a fault'],
    ].map(([key = '', text = '']) => ({ key, cells: [words(text)] })),
    sections: [
      { heading: 'Columns', table: columnTable(profile) },
      ...(earlier.length === 0
        ? []
        : [
            {
              heading: 'Versions',
              table: {
                caption: 'Versions, the latest first',
                captionHidden: true,
                columns: columns('#Version', 'Called', 'Saved by', 'Columns'),
                rows: earlier.map(({ version, profile: of, enteredBy }) => [
                  countCell(version),
                  words(of.label),
                  words(names.get(enteredBy) ?? ''),
                  words(Object.values(of.columns).flat().join(', ')),
                ]),
                notes: [],
                empty: '',
              } satisfies Table,
            },
          ]),
    ],
  };
}

function columnTable({ columns: named, required, keep }: ImportProfile): Table {
  return {
    caption: 'Columns that are read',
    captionHidden: true,
    columns: columns('Means', 'Headed', 'In every file', 'Kept'),
    rows: MEANINGS.flatMap(({ value, text }) => {
      const headers = named[value];
      if (headers === undefined) return [];
      const kept = keep.includes(value) ? 'yes' : 'looked at only';
      return [
        [
          words(text),
          words(headers.join(' or ')),
          words(required.includes(value) ? 'yes' : 'may be missing'),
          words(kept),
        ],
      ];
    }),
    notes: [],
    empty: '',
  };
}

function basisShown({ basis }: ImportProfile): string {
  if (basis.kind === 'net') return 'without recoverable VAT';
  if (basis.kind === 'gross with a VAT column') return 'with VAT, which a column takes off';
  return `without VAT, which stands on lines of its own: ${basis.accounts.join(', ')}`;
}

function meaningOf(part: ImportProfile['lineKey'][number]): string {
  if (part === 'occurrence') return 'its place among the lines of the transaction';
  const text = MEANINGS.find(({ value }) => value === part)?.text ?? part;
  return text.charAt(0).toLowerCase() + text.slice(1);
}
