import { formatInstant } from '../calendar/day.ts';
import { monthShown } from '../calendar/month.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { columns, head, type Table, words } from '../platform/table.ts';
import type { Decided } from './content.ts';
import { itemLabel, textOf } from './item.ts';
import { type Publication, publicationHref } from './publication.ts';
import { PUBLICATIONS } from './publications.ts';
import { choiceShown, type Redaction, ROW_CHOICES, TEXT_CHOICES, WHOLE_ROW } from './redaction.ts';

/** What an item's page shows besides itself. */
export interface ItemAbout {
  publication: Publication;
  title: string;
  history: readonly Redaction[];
  names: ReadonlyMap<number, string>;
}

/** One row of a draft, with the question what becomes of each of its texts. */
export function itemPage(row: Decided, about: ItemAbout, typed: Typed, errors: readonly FieldError[] = []): Page {
  const { item, open } = row;
  const { publication, title } = about;
  const href = publicationHref(publication);
  const fields = new Fields(typed, errors);
  const hint = (field: string) => open.find((of) => of.field === field);
  const page = formPage(
    {
      title: itemLabel(item),
      caption: `${title}, ${monthShown(publication.month)}: ${item.ref}`,
      action: `${href}/items/${encodeURIComponent(item.key)}`,
      button: 'Record the decision',
      breadcrumbs: [PUBLICATIONS, { text: `${title}, ${monthShown(publication.month)}`, href }],
      lede: [
        'What you decide holds for these words in every file that prints them, until they change. The record keeps your name and reason.',
      ],
    },
    [
      ...item.texts.map(({ field, column, label }) => {
        const said = hint(field);
        const text = textOf(item, column);
        return fields.radios(field, `${label}: ${text === '' ? 'nothing' : text}`, TEXT_CHOICES, {
          hint: said === undefined ? undefined : `Suggested: ${choiceShown(said.choice)}. ${said.why}`,
        });
      }),
      fields.radios(WHOLE_ROW, 'The whole row', ROW_CHOICES, {
        hint:
          hint(WHOLE_ROW) === undefined
            ? undefined
            : `Suggested: ${choiceShown(hint(WHOLE_ROW)?.choice ?? 'publish')}. ${hint(WHOLE_ROW)?.why}`,
      }),
      fields.longText('reason', 'Reason', { rows: 3, hint: 'Say it without naming anybody' }),
    ],
    errors,
  );
  return {
    ...page,
    table: historyTable(about),
    instead: [{ text: `Open ${item.ref} in the record`, href: item.href }],
  };
}

function historyTable({ history, names }: ItemAbout): Table | undefined {
  if (history.length === 0) return undefined;
  return {
    caption: 'Decided before',
    columns: columns('Text', 'Decision', 'Reason', 'By'),
    rows: history.map(({ field, choice, reason, decidedBy, decidedAt }) => [
      head(field),
      words(choiceShown(choice)),
      words(reason),
      words(`${names.get(decidedBy) ?? ''}, ${formatInstant(decidedAt)}`),
    ]),
    notes: [],
    empty: '',
  };
}
