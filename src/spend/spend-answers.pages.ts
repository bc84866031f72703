import { formatDay, londonDay } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { periodShown } from '../calendar/period.ts';
import { categoryShown } from '../ledger/category.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import { placeName } from '../partners/place.ts';
import { whoShown } from '../people/person.ts';
import { columns, dayCell, head, ref as refCell, type Table, words } from '../platform/table.ts';
import { isRecoding, leadOf, shownPence } from './joint.store.ts';
import type { SpendShown } from './spend.pages.ts';
import { type Spend, signedPence } from './spend.ts';
import { spendHref } from './spend-list.pages.ts';
import type { RecordRow as Row } from './together.pages.ts';
import type { Versions } from './version.store.ts';

function isInvoice(kind: Spend['kind']): boolean {
  return kind === 'spend' || kind === 'prepayment';
}

/** What it pays of a payable, as a row of its answers. */
export function paysRow({ payable, pence }: { payable: string; pence: Pence }): Row {
  return {
    key: { text: 'Pays' },
    value: { link: { text: `${payable}: ${formatPounds(pence)}`, href: `/payables/${payable}` } },
  };
}

/** What was entered, and what became of it, answer by answer. */
export function answers({ spend, names, supplierId, versions }: SpendShown): Row[] {
  const name = (id: number | null) => (id === null ? null : (names.get(id) ?? 'Somebody no longer known'));
  const day = (value: string | null) => (value === null ? null : formatDay(value));
  const decided = spend.status === 'returned' ? 'Returned by' : 'Approved by';
  const why = spend.corrects === null ? 'Reason for passing the budget' : 'Reason';
  const { concerns, description } = spend;
  const rows: [key: string, value: string | null, href?: string][] = [
    ['Amount', formatPounds(signedPence(spend))],
    ['Net amount', formatPounds(spend.netPence)],
    ['Irrecoverable VAT', formatPounds(spend.vatPence)],
    ['Supplier', spend.supplier, supplierId === null ? undefined : `/organisations/${supplierId}`],
    ['Initiative', spend.initiative, `/initiatives/${spend.initiative}`],
    ['Agreement', spend.agreement || 'None', spend.agreement === '' ? undefined : `/agreements/${spend.agreement}`],
    ['Place', placeName(spend.place)],
    ['Category', categoryShown(spend.category)],
    ['Revenue or capital', spend.nature === 'capital' ? 'Capital' : 'Revenue'],
    [isInvoice(spend.kind) ? 'Invoice date' : 'Date', formatDay(spend.invoicedOn)],
    ['Date received', day(spend.receivedOn)],
    ['Date paid', day(spend.paidOn)],
    ['Period', `${periodShown(spend.period)}, ${yearShown(spend.period.year)}`],
    ['Concerns', concerns === null ? null : `${periodShown(concerns)}, ${yearShown(concerns.year)}`],
    ['Reference', spend.reference],
    [concerns === null || spend.kind === 'spend' ? 'Description' : 'Comment', description],
    [why, spend.reason],
    ['Entered again as', versions.later, versions.later === null ? undefined : `/spend/${versions.later}`],
    ['Corrects', spend.corrects, spend.corrects === null ? undefined : spendHref({ ref: spend.corrects })],
    ['Imported in', spend.batch, spend.batch === null ? undefined : `/imports/${spend.batch}`],
    ['Row of the file', spend.row === null ? null : String(spend.row)],
    ['Entered by', name(spend.enteredBy)],
    [decided, name(spend.decidedBy)],
    ['Reason given', spend.decisionReason],
  ];
  return rows
    .filter((row): row is [string, string, string?] => row[1] !== null)
    .map(([key, text, href]) => ({
      key: { text: key },
      value: href === undefined ? { text } : { link: { text, href } },
    }));
}

/** The versions that were returned before, with the reasons, which stay. */
export function versionsTable(earlier: Versions['earlier'], names: ReadonlyMap<number, string>): Table {
  return {
    caption: 'Returned before',
    columns: columns('Version', 'Entered by', 'Returned by', 'When', 'Reason'),
    rows: earlier.map(({ spend, returnedAt }) => [
      refCell(spend.ref, `/spend/${spend.ref}`),
      words(whoShown(names, spend.enteredBy)),
      words(whoShown(names, spend.decidedBy)),
      dayCell(londonDay(returnedAt)),
      words(spend.decisionReason ?? ''),
    ]),
    notes: ['Whoever entered any of these does not approve what was entered in its place.'],
    empty: '',
  };
}

const NOT_COMPARED: readonly string[] = ['Entered by', 'Approved by', 'Returned by', 'Reason given'];
/** What differs from share to share, so that it is compared share by share. */
const OF_ONE_SHARE: readonly string[] = ['Amount', 'Net amount', 'Irrecoverable VAT', 'Place'];

/** The answers of all that is decided together, as texts; each share, or each part posted anew, is one. */
function answersOfAll(shown: SpendShown): Map<string, string> {
  const { together } = shown;
  const texts = answers(shown).map(
    ({ key, value }) => [key.text, 'text' in value ? value.text : value.link.text] as const,
  );
  if (together.length === 1) return new Map(texts);
  const shares = isRecoding(together) ? together.slice(1) : together;
  return new Map([
    ...texts.filter(([key]) => isRecoding(together) || !OF_ONE_SHARE.includes(key)),
    ['Together', formatPounds(shownPence(together))],
    ...sharesByCoding(shares),
  ]);
}

/** Each share by where it goes, since one that is added or taken out moves the others. */
function sharesByCoding(shares: SpendShown['together']): (readonly [string, string])[] {
  const times = new Map<string, number>();
  return shares.map(({ pence, initiative, agreement, place, category }) => {
    const coded = [initiative, agreement, placeName(place), categoryShown(category)].filter((text) => text !== '');
    const name = `Share: ${coded.join(', ')}`;
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    return [time === 1 ? name : `${name} (${time})`, formatPounds(pence)] as const;
  });
}

/** What was changed since the version that was returned; none where it has none before it. */
export function changesTable(shown: SpendShown): Table[] {
  const [before] = shown.versions.earlier;
  if (before === undefined) return [];
  const old = answersOfAll({ ...shown, spend: before.spend, together: before.together });
  const now = answersOfAll({ ...shown, spend: leadOf(shown.together) });
  const changed = [...new Set([...old.keys(), ...now.keys()])].filter(
    (key) => !NOT_COMPARED.includes(key) && old.get(key) !== now.get(key),
  );
  return [
    {
      caption: `What was changed since ${before.spend.ref}`,
      columns: columns('Answer', 'As it was returned', 'Now'),
      rows: changed.map((key) => [head(key), words(old.get(key) ?? 'Not given'), words(now.get(key) ?? 'Not given')]),
      notes: [],
      empty: 'None of its answers was changed.',
    },
  ];
}
