import { yearShown } from '../calendar/financial-year.ts';
import { type Award, type FundingSource, listAwards, listSources } from '../funds/source.store.ts';
import { type Initiative, listInitiatives } from '../initiatives/initiative.store.ts';
import { COUNTY } from '../partners/place.ts';
import type { Row, RowSource } from './row.ts';

const NOT_APPLICABLE = '[z]';
const NOT_PUBLISHED = '[x]';

/**
 * One row for each initiative, funding source and nature (revenue or capital) that holds money of the return's year,
 * for the whole county: an accountant's question is the source, and spend by district stays in the record.
 *
 * Forecasts are made for a whole initiative. With one source they stand on its row; with several they stand on a row
 * of their own, whose other amounts are [z], so that no pound is stated twice and each column still adds up. An
 * initiative whose amount was never published has a row of [x]: it is not the same as £0.00, and totals leave it out.
 */
export async function financeRows(source: RowSource): Promise<Row[]> {
  const { books, quarter } = source;
  const { seq } = books.moment;
  const initiatives = await listInitiatives(books.db, books.officeId, seq);
  const sources = await listSources(books.db, books.officeId);
  const awards = await listAwards(books.db, books.officeId, undefined, seq);
  const cells = await books.cells();
  return initiatives.flatMap((initiative) => {
    const held = new Map<string, Money>();
    for (const { account } of cells) {
      if (account.initiative !== initiative.ref || account.year !== quarter.year) continue;
      if (source.only !== null && account.source !== source.only) continue;
      held.set(`${account.source}|${account.nature}`, { source: account.source, nature: account.nature });
    }
    const money = [...held.values()].toSorted((a, b) => order(a).localeCompare(order(b)));
    if (money.length === 0) {
      return initiative.amountPublished || source.only !== null ? [] : [unpublishedRow(source, initiative)];
    }
    const rows = money.map((part) => moneyRow(source, initiative, part, money.length === 1, sources, awards));
    return money.length === 1 ? rows : [...rows, wholeRow(source, initiative)];
  });
}

interface Money {
  source: string;
  nature: string;
}

const order = ({ source, nature }: Money): string => `${source} ${nature === 'revenue' ? 0 : 1}`;

function moneyRow(
  source: RowSource,
  initiative: Initiative,
  money: Money,
  alone: boolean,
  sources: FundingSource[],
  awards: Award[],
): Row {
  const { year } = source.quarter;
  const name = sources.find(({ code }) => code === money.source)?.name ?? money.source;
  return {
    key: `${initiative.ref}|${money.source}|${money.nature}`,
    label: `${initiative.ref}, ${name}, ${money.nature}`,
    facts: {
      ...sharedFacts(source, initiative),
      grant_ref: grantReferences(awards, { ...money, year }),
      funding_source: name,
      expenditure_type: money.nature,
      explanation: source.explanations.get(`${initiative.ref}|${money.source}|${money.nature}`) ?? '',
    },
    scope: { source: money.source, initiative: initiative.ref, nature: money.nature, year },
    whole: alone ? { initiative: initiative.ref, year } : null,
  };
}

/** By which letters or agreements a source gave its money of a year. */
export function grantReferences(
  awards: readonly Award[],
  { source, nature, year }: { source: string; nature: string; year: number },
): string {
  const references = awards
    .filter((award) => award.source === source && award.year === year && award.nature === nature)
    .map(({ reference }) => reference);
  return [...new Set(references)].join('; ') || NOT_APPLICABLE;
}

function wholeRow(source: RowSource, initiative: Initiative): Row {
  const key = `${initiative.ref}|all|all`;
  return {
    key,
    label: `${initiative.ref}, all its sources`,
    facts: {
      ...sharedFacts(source, initiative),
      grant_ref: NOT_APPLICABLE,
      funding_source: 'all its sources',
      expenditure_type: NOT_APPLICABLE,
      explanation: source.explanations.get(key) ?? '',
    },
    scope: null,
    whole: { initiative: initiative.ref, year: source.quarter.year },
  };
}

function unpublishedRow(source: RowSource, initiative: Initiative): Row {
  const scope = { initiative: initiative.ref, year: source.quarter.year };
  const key = `${initiative.ref}|x|x`;
  return {
    key,
    label: `${initiative.ref}, amount not published`,
    facts: {
      ...sharedFacts(source, initiative),
      grant_ref: NOT_PUBLISHED,
      funding_source: NOT_PUBLISHED,
      expenditure_type: NOT_PUBLISHED,
      explanation: source.explanations.get(key) ?? 'Amount and source not published.',
    },
    scope,
    whole: scope,
  };
}

function sharedFacts(source: RowSource, initiative: Initiative): Record<string, string> {
  return {
    return_ref: source.ref,
    template_version: source.templateVersion,
    recipient_body: source.recipient,
    initiative_ref: initiative.ref,
    initiative_name: initiative.name,
    district_code: COUNTY.code,
    financial_year: yearShown(source.quarter.year),
    quarter: `Q${source.quarter.quarter}`,
  };
}
