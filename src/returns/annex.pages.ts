import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { columns, head, number, type Table, words } from '../platform/table.ts';
import type { Annex } from './annex.store.ts';
import type { Filing } from './filing.ts';
import { filingHref, RETURNS } from './return.pages.ts';
import type { Template } from './template.ts';

/** Asks by what exact counts may leave, and lists what has left. */
export function annexPage(
  { filing, template }: { filing: Filing; template: Template },
  agreements: readonly Choice[],
  { annexes, names }: { annexes: readonly Annex[]; names: ReadonlyMap<number, string> },
  typed: Typed = {},
  errors: readonly FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  return {
    ...formPage(
      {
        title: 'Annex with exact counts',
        caption: `${filing.ref}, to the ${template.recipient}`,
        action: `${filingHref(filing)}/annex`,
        button: 'Release the annex',
        breadcrumbs: [RETURNS, { text: filing.ref, href: filingHref(filing) }],
        lede: [
          'OFFICIAL-SENSITIVE. The return itself hides small numbers of people. Where an agreement or the funder’s ' +
            'instruction allows it, the same numbers go as they are in a file of their own, to whom the return is filed ' +
            'with and to nobody else. What left, by what and by whom is recorded.',
        ],
      },
      [
        fields.select('agreement', 'Information-sharing agreement', agreements, { optional: true }),
        fields.text('instruction', 'Funder’s instruction', {
          optional: true,
          hint: 'Its reference and day, such as the grant letter of 3 March 2015, paragraph 12',
        }),
      ],
      errors,
    ),
    table: {
      caption: 'Annexes that have left',
      columns: columns('Annex', 'To', 'By', '#Rows', 'Released by', 'Fingerprint'),
      rows: annexes.map((annex) => [
        head(`Number ${annex.number}`),
        words(annex.recipient),
        words(annex.authority.agreement ?? annex.authority.instruction ?? ''),
        number(String(annex.rows)),
        words(names.get(annex.releasedBy) ?? ''),
        words(annex.sha256.slice(0, 12)),
      ]),
      notes: [],
      empty: 'No annex to this return has left the office.',
    } satisfies Table,
  };
}
