import { daysBetween, londonDay } from '../calendar/day.ts';
import { monthShown } from '../calendar/month.ts';
import { readFigures } from '../figures/registry.ts';
import { listFunds } from '../funds/fund.store.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import type { Pence } from '../money/pence.ts';
import { placeName } from '../partners/place.ts';
import { refused } from '../platform/refusal.ts';
import { type Agreed, agreedFacts, readAgreed } from './agreed.ts';
import type { Asked } from './asked.ts';
import { ChildrenBehind } from './children-behind.ts';
import { type BuiltFile, csvOf, fileName } from './file.ts';
import { grantJson } from './giving-json.ts';
import { qualityOf } from './giving-quality.ts';
import { GRANT_TEXTS } from './grant-kind.ts';
import { type Item, textOf } from './item.ts';
import type { PublicationKind } from './kind.ts';
import { publicHref } from './public-path.ts';
import { isRedacted } from './redaction.ts';

/** The headings of the 360Giving Data Standard 1.4 that are filled, in the case in which it has them. */
export const GIVING_COLUMNS = [
  'Identifier',
  'Title',
  'Description',
  'Currency',
  'Amount Awarded',
  'Amount Disbursed',
  'Award Date',
  'Planned Dates:Start Date',
  'Planned Dates:End Date',
  'Planned Dates:Duration (months)',
  'Recipient Org:Identifier',
  'Recipient Org:Name',
  'Recipient Org:Charity Number',
  'Recipient Org:Company Number',
  'Beneficiary Location:0:Name',
  'Beneficiary Location:0:Geographic Code',
  'Beneficiary Location:0:Geographic Code Type',
  'Funding Org:Identifier',
  'Funding Org:Name',
  'Funding Org:Department',
  'Grant Programme:Code',
  'Grant Programme:Title',
  'From An Open Call?',
  'For Regrant Type',
  'Location Scope',
  'Last Modified',
  'Data Source',
] as const;

const NAME = '360giving';

/** Every grant made up to the end of a month, in the 360Giving Data Standard 1.4. */
export const givingKind: PublicationKind = {
  code: '360giving',
  title: '360Giving data',
  says: 'Every grant made up to the end of the month, as open data in the 360Giving Data Standard 1.4. Contracts and transfers to the Chief Constable are no grants.',
  isCumulative: true,
  demandSet({ settings: { prefix, funderId, licence } }) {
    if (prefix !== null && funderId !== null && licence !== null) return;
    const missing = [
      ...(prefix === null ? ['the publisher prefix that 360Giving registered'] : []),
      ...(funderId === null ? ['the office’s own identifier'] : []),
      ...(licence === null ? ['an open licence'] : []),
    ];
    throw refused(
      'not-set',
      `Nothing is published as 360Giving data before these are set: ${missing.join(', ')}. The page Prefix, licence and address has them.`,
      'kind',
    );
  },
  demandContent(items) {
    if (items.length > 0) return;
    throw refused(
      'no-grants',
      'No grant with a published amount was made up to then, and the standard knows no empty file.',
    );
  },
  async read(asked): Promise<Item[]> {
    const { endsOn } = asked.span;
    const made = lastOfEach((await readAgreed(asked, 'grant')).filter(({ day }) => day <= endsOn));
    const published = made.filter(({ pence }) => pence !== null);
    const beside = await readBeside(asked, published);
    return published.map((agreed) => itemOf(agreed, asked, beside));
  },
  files: async (items, asked) => filesOf(items, asked),
  warn: (items, asked) => qualityOf(items, asked.span.endsOn),
};

/** Of each grant what was agreed last: its value and its end as they were varied. */
function lastOfEach(agreed: readonly Agreed[]): Agreed[] {
  return [...new Map(agreed.map((of) => [of.agreement.ref, of])).values()];
}

/** What a grant says besides what was agreed. */
interface Beside {
  initiatives: ReadonlyMap<string, string>;
  funds: ReadonlyMap<string, string>;
  /** What recipients were paid, by agreement, where it may be told. */
  paid: ReadonlyMap<string, Pence>;
}

async function readBeside({ db, office, cutoff, span }: Asked, grants: readonly Agreed[]): Promise<Beside> {
  const initiatives = await listInitiatives(db, office.id, cutoff.seq);
  const children = await ChildrenBehind.read(db, office.id, { cutoff, today: span.endsOn });
  // What stands in for children, as what a provider of places was paid does, is not told.
  const told = grants.filter(({ agreement }) => !children.standsIn(agreement.initiative));
  const figures = await readFigures(
    { db, officeId: office.id, moment: cutoff },
    told.map(({ agreement }) => ({ figure: 'agreement.paid', scope: { agreement: agreement.ref } })),
  );
  return {
    initiatives: new Map(initiatives.map(({ ref, name }) => [ref, name])),
    funds: new Map((await listFunds(db, office.id)).map(({ code, name }) => [code, name])),
    paid: new Map(
      told.flatMap(({ agreement }, index): [string, Pence][] => {
        const pence = figures[index]?.value ?? null;
        return pence === null ? [] : [[agreement.ref, pence]];
      }),
    ),
  };
}

function itemOf(agreed: Agreed, asked: Asked, { initiatives, funds, paid }: Beside): Item {
  const { office, cutoff, settings } = asked;
  const { agreement, payee } = agreed;
  const disbursed = paid.get(agreement.ref);
  // A grant to a body of no district is for the office's whole area.
  const place = payee.districtCode ?? office.areaCode;
  const isDistrict = payee.districtCode !== null;
  return {
    key: agreement.ref,
    subject: 'agreement',
    ref: agreement.ref,
    name: payee.name,
    facts: agreedFacts({ ...agreed, day: agreement.signedOn }),
    href: `/agreements/${agreement.ref}`,
    day: agreement.signedOn,
    file: NAME,
    cells: {
      Identifier: `${settings.prefix}-${agreement.ref}`,
      Title: initiatives.get(agreement.initiative) ?? agreement.ref,
      Description: agreed.purpose,
      Currency: 'GBP',
      'Amount Awarded': { amount: agreed.pence as number },
      'Amount Disbursed': disbursed === undefined ? null : { amount: disbursed },
      'Award Date': agreement.signedOn,
      'Planned Dates:Start Date': agreement.startsOn,
      'Planned Dates:End Date': agreed.endsOn,
      'Planned Dates:Duration (months)': monthsBetween(agreement.startsOn, agreed.endsOn),
      'Recipient Org:Identifier': payee.identifier ?? `${settings.prefix}-ORG-${payee.organisationId}`,
      'Recipient Org:Name': payee.name,
      'Recipient Org:Charity Number': payee.charityNumber,
      'Recipient Org:Company Number': payee.companyNumber,
      'Beneficiary Location:0:Name': placeName(place),
      'Beneficiary Location:0:Geographic Code': place,
      'Beneficiary Location:0:Geographic Code Type': isDistrict ? 'MD' : 'PFA',
      'Funding Org:Identifier': settings.funderId,
      'Funding Org:Name': office.name,
      'Grant Programme:Code': agreement.fund,
      'Grant Programme:Title': funds.get(agreement.fund) ?? null,
      'Location Scope': isDistrict ? 'GLS050' : null,
      'Last Modified': cutoff.at,
      'Data Source': sourceOf(asked),
    },
    texts: [
      {
        ...GRANT_TEXTS.recipient,
        column: 'Recipient Org:Name',
        beside: ['Recipient Org:Charity Number', 'Recipient Org:Company Number'],
      },
      { field: 'title', column: 'Title', label: 'Title' },
      { ...GRANT_TEXTS.purpose, column: 'Description' },
    ],
    fewChildren: false,
    fosters: false,
  };
}

/** Whole months, a part of one counting as one: the standard wants a number. */
function monthsBetween(startsOn: string, endsOn: string): number {
  return Math.max(1, Math.round((daysBetween(startsOn, endsOn) + 1) / 30.4375));
}

/** Where this month's CSV file stands for good; null while nobody said where the public reaches this record. */
function sourceOf({ settings, month }: Pick<Asked, 'settings' | 'month'>): string | null {
  if (settings.website === null) return null;
  const file = fileName({ name: NAME, extension: 'csv' }, month);
  return settings.website + publicHref({ path: `360giving/${monthPath(month)}/${file}` });
}

function monthPath({ year, month }: Asked['month']): string {
  return `${year}-${String(month).padStart(2, '0')}`;
}

/** A recipient whose name is kept back is not named by its number either, and the standard wants one. */
function unnumbered(item: Item, { settings }: Asked): Item {
  if (!isRedacted(textOf(item, 'Recipient Org:Name'))) return item;
  return { ...item, cells: { ...item.cells, 'Recipient Org:Identifier': `${settings.prefix}-REDACTED-${item.ref}` } };
}

function filesOf(shown: readonly Item[], asked: Asked): BuiltFile[] {
  const items = shown.map((item) => unnumbered(item, asked));
  const { settings, office, cutoff, month } = asked;
  const title = `360Giving data, ${monthShown(month)}`;
  const data = grantJson(items, {
    title: `${title}: ${office.name}`,
    description: `Grants that ${office.name} made against child sexual exploitation, up to the end of ${monthShown(month)}.`,
    issued: londonDay(cutoff.at),
    modified: cutoff.at,
    publisher: office.name,
    funderId: settings.funderId as string,
    licence: settings.licence?.url as string,
    website: settings.website,
    identifier: `${settings.prefix}-${monthPath(month)}`,
  });
  const csv = csvOf({ name: NAME, title: '360Giving data', columns: GIVING_COLUMNS, bare: true }, items);
  return [
    csv,
    {
      name: NAME,
      title: '360Giving data',
      extension: 'json',
      mediaType: 'application/json',
      rows: items.length,
      content: Buffer.from(`${JSON.stringify(data, null, 2)}\n`, 'utf8'),
    },
  ];
}
