import { yearShown } from '../calendar/financial-year.ts';
import { listCostTypes } from '../funds/cost-type.ts';
import { type Award, type FundingSource, listAwards, listSources } from '../funds/source.store.ts';
import { grantReferences } from './finance-rows.ts';
import type { Row, RowSource } from './row.ts';

/** One row for each funding source, revenue or capital, that has money of the return's year. */
export async function sourceRows(source: RowSource): Promise<Row[]> {
  const { books, quarter } = source;
  const sources = await meantSources(source);
  const awards = await listAwards(books.db, books.officeId, undefined, books.moment.seq);
  const cells = await books.cells();
  return sources.flatMap((of) => {
    const natures = (['revenue', 'capital'] as const).filter((nature) =>
      cells.some(
        ({ account }) => account.source === of.code && account.year === quarter.year && account.nature === nature,
      ),
    );
    return natures.map((nature) => rowOf(source, of, nature, awards));
  });
}

function rowOf(source: RowSource, of: FundingSource, nature: Award['nature'], awards: Award[]): Row {
  const { year } = source.quarter;
  const key = `${of.code}|${nature}`;
  return {
    key,
    label: `${of.name}, ${nature}`,
    facts: {
      ...sharedFacts(source, of),
      template_version: source.templateVersion,
      grant_ref: grantReferences(awards, { source: of.code, nature, year }),
      funder: of.funder,
      restriction: of.restriction,
      conditions: of.conditions ?? 'None recorded',
      expenditure_type: nature,
      standing: source.standing,
      explanation: source.explanations.get(key) ?? '',
    },
    scope: { source: of.code, nature, year },
    whole: null,
  };
}

/** One row for each type of additional cost that a grant can pay for, of each source that is meant. */
export async function costRows(source: RowSource): Promise<Row[]> {
  const { year } = source.quarter;
  return (await meantSources(source)).flatMap((of) =>
    listCostTypes().map(({ value, text }) => ({
      key: `${of.code}|${value}`,
      label: `${of.name}, ${text.toLowerCase()}`,
      facts: { ...sharedFacts(source, of), cost_type: value, cost_type_name: text },
      scope: { source: of.code, year, cost: value },
      whole: null,
    })),
  );
}

async function meantSources({ books, only }: RowSource): Promise<FundingSource[]> {
  const sources = await listSources(books.db, books.officeId);
  return only === null ? sources : sources.filter(({ code }) => code === only);
}

function sharedFacts({ ref, quarter }: RowSource, { code, name }: FundingSource): Record<string, string> {
  return {
    return_ref: ref,
    source_code: code,
    funding_source: name,
    financial_year: yearShown(quarter.year),
    quarter: `Q${quarter.quarter}`,
  };
}
