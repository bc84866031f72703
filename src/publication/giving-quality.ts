import type { Day } from '../calendar/day.ts';
import { counted } from '../platform/count.ts';
import { type Item, textOf } from './item.ts';

/** One of the tests of quality that 360Giving makes of data: which grants fail it, and what to do. */
interface QualityTest {
  fails(item: Item, all: readonly Item[], endsOn: Day): boolean;
  says: string;
}

const LONGEST_TITLE = 140;
const KNOWN_SCHEME = /^(?:GB-(?:CHC|SC|NIC|COH|LAE|NHS|UKPRN|EDU|GOR|PLA)|XI-)/;

const TESTS: readonly QualityTest[] = [
  {
    fails: (item) => /[/\s]/.test(textOf(item, 'Identifier')),
    says: 'an identifier with a slash or a space in it',
  },
  {
    fails: (item, all) => all.filter((of) => textOf(of, 'Identifier') === textOf(item, 'Identifier')).length > 1,
    says: 'the identifier of another grant',
  },
  {
    fails: (item) => !KNOWN_SCHEME.test(textOf(item, 'Recipient Org:Identifier')),
    says: 'a recipient without a charity, company or council number; record it with the organisation',
  },
  {
    fails: (item) => !/^(?:|[0-9]{6,7}|SC[0-9]{6}|[0-9]{6}-[0-9])$/.test(textOf(item, 'Recipient Org:Charity Number')),
    says: 'a charity number that has not 6 or 7 digits',
  },
  {
    fails: (item) => !/^(?:|[A-Z0-9]{8})$/.test(textOf(item, 'Recipient Org:Company Number')),
    says: 'a company number that has not its 8 characters with leading zeros',
  },
  {
    fails: (item) => textOf(item, 'Title').length > LONGEST_TITLE,
    says: `a title of more than ${LONGEST_TITLE} characters`,
  },
  {
    fails: (item) => textOf(item, 'Title') === textOf(item, 'Description'),
    says: 'a description that says no more than its title',
  },
  {
    fails: (item) => amountOf(item, 'Amount Awarded') <= 0,
    says: 'an amount of £0.00 or less',
  },
  {
    fails: (item) => amountOf(item, 'Amount Disbursed') > amountOf(item, 'Amount Awarded'),
    says: 'more paid out than awarded',
  },
  {
    fails: (item, _, endsOn) => textOf(item, 'Award Date') > endsOn,
    says: 'an award date after the month',
  },
  {
    fails: (item) => textOf(item, 'Planned Dates:End Date') < textOf(item, 'Planned Dates:Start Date'),
    says: 'a planned end before its start',
  },
  {
    fails: (item) => textOf(item, 'Beneficiary Location:0:Geographic Code') === '',
    says: 'no place where people benefit; record the recipient’s district',
  },
  {
    fails: (item) => textOf(item, 'Data Source') === '',
    says: 'no data source; set where the public reaches this record',
  },
];

/** What the tests of quality find, in sentences for whoever reviews: none of them keeps the data back. */
export function qualityOf(items: readonly Item[], endsOn: Day): string[] {
  return TESTS.flatMap(({ fails, says }) => {
    const found = items.filter((item) => fails(item, items, endsOn));
    if (found.length === 0) return [];
    const named = found.slice(0, 3).map(({ ref }) => ref);
    const more = found.length > named.length ? ` and ${found.length - named.length} more` : '';
    return [`${counted(found.length, 'grant has', 'grants have')} ${says}: ${named.join(', ')}${more}.`];
  });
}

function amountOf({ cells }: Item, column: string): number {
  const cell = cells[column] ?? null;
  return typeof cell === 'object' && cell !== null ? cell.amount : 0;
}
