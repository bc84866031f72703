import { quarterSpan } from '../calendar/quarter.ts';
import { readFigures } from '../figures/registry.ts';
import { explainVacancies } from '../initiatives/kinds/vacancy.ts';
import { openBooks } from '../ledger/figure.ts';
import type { Office } from '../people/office.store.ts';
import type { Db } from '../platform/database.ts';
import type { Content } from './content.ts';
import type { Filing } from './filing.ts';

/** What the record itself says of a row's over/(under)spend, for whoever explains it to begin from. */
export interface Suggestion {
  row: string;
  label: string;
  text: string;
}

/**
 * A text for each row whose over/(under)spend vacant posts explain in part or in whole, from the same figures as the
 * draft, as at its cut-off. It is offered and never entered by itself: whoever explains a row answers for it.
 */
export async function suggestExplanations(
  db: Db,
  office: Office,
  filing: Filing,
  { template, tables }: Content,
): Promise<Suggestion[]> {
  const check = template.checks.find((candidate) => candidate.rule === 'explained');
  if (check?.rule !== 'explained') return [];
  const rows = tables.find(({ name }) => name === check.table)?.rows ?? [];
  const books = openBooks(db, office.id, filing.cutoff);
  const { year } = filing.quarter;
  const on = quarterSpan(filing.quarter).endsOn;
  const suggestions: Suggestion[] = [];
  for (const { key, label, cells } of rows) {
    const initiative = cells.initiative_ref?.text ?? '';
    if (cells[check.column]?.value == null || initiative === '') continue;
    const text = await explainVacancies(readFigures, books, { initiative, year, on });
    if (text !== null) suggestions.push({ row: key, label, text });
  }
  return suggestions;
}
