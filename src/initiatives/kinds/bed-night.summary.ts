import { compareQuarters, type Quarter, quarterShown, quarterSpan } from '../../calendar/quarter.ts';
import { DISCLOSURE_RULE, type ShownCount } from '../../disclosure/count.ts';
import { figureCell, readRows, type ShownFigure } from '../../ledger/shown-figure.ts';
import { DISTRICTS, type Place } from '../../partners/place.ts';
import { officeDay } from '../../people/office.store.ts';
import { formatCount } from '../../platform/count.ts';
import { type Cell, columns, head, type Table, words } from '../../platform/table.ts';
import { type BedRecords, readBeds } from './bed-night.store.ts';
import { nightsAvailable, nightsUsed, occupancyPercent, quartersOfBeds } from './bed-night.ts';
import type { TotalOf } from './initiative-kind.ts';
import { quartersBegun } from './kind-choices.ts';
import type { Summary, SummaryAbout } from './kind-summary.ts';

const BY_QUARTER = ['bed-nights.available', 'bed-nights.used'];
const NOTES = [
  DISCLOSURE_RULE,
  'Bed nights of one to five children are [c], and so is every total with such nights in it.',
];

/** Bed nights available and used, by quarter and by district, and what one cost. */
export async function readBedSummary(
  { visit, readFigures, initiative }: SummaryAbout,
  total: TotalOf<'bed-nights'>,
): Promise<Summary> {
  const where = { db: visit.site.db, officeId: visit.office.id };
  const { ref } = initiative;
  const today = officeDay(visit.office, visit.site.clock);
  const records = await readBeds(where.db, where.officeId, { initiative: ref });
  const quarters = quartersOfBeds(records.beds, records.use, await quartersBegun(where.db, where.officeId, today));
  const scopes = quarters.map((quarter) => ({ initiative: ref, quarter }));
  const byQuarter = await readRows(readFigures, where, BY_QUARTER, scopes);
  const seen = DISTRICTS.filter(({ code }) => visit.may('kind-record.read', { district: code }));
  const tables = [
    { code: `${total.code}-quarters`, table: quarterTable(quarters, byQuarter) },
    { code: `${total.code}-districts`, table: districtTable(records, quarters, seen) },
  ];
  // Whoever sees one district would work out another's from the county's number.
  if (seen.length < DISTRICTS.length) return { tables: tables.slice(1), part: {} };
  if (quarters.length === 0) return { tables, part: {} };
  // The last quarter whose use is known says more than one under way.
  const at = byQuarter.findLastIndex(([, used]) => used?.marker !== 'x');
  const shown = at === -1 ? quarters.length - 1 : at;
  const [available, used] = byQuarter[shown] as [ShownFigure, ShownFigure];
  const quarter = quarters[shown] as Quarter;
  const when = quarterShown(quarter);
  const costs = await readFigures(where, [{ figure: 'bed-nights.cost', scope: { initiative: ref, quarter } }]);
  const summary = [
    { key: `Bed nights used, ${when}`, cells: [words(used.text, used.href)] },
    { key: `Bed nights available, ${when}`, cells: [words(available.text, available.href)] },
    { key: `Cost per bed night, ${when}`, cells: costs.map((figure) => words(figure.text, figure.href)) },
  ];
  return { tables, part: { summary } };
}

function quarterTable(quarters: readonly Quarter[], byQuarter: readonly (readonly ShownFigure[])[]): Table {
  return {
    caption: 'Bed nights, by quarter',
    columns: columns('Quarter', '#Available', '#Used', '#Occupancy'),
    rows: quarters.map((quarter, index) => {
      const [available, used] = byQuarter[index] as [ShownFigure, ShownFigure];
      return [
        head(quarterShown(quarter)),
        figureCell(available),
        figureCell(used),
        occupancyCell(used, available.value ?? 0),
      ];
    }),
    notes: NOTES,
    empty: 'No bed has been recorded.',
  };
}

function districtTable({ beds, use }: BedRecords, quarters: readonly Quarter[], seen: readonly Place[]): Table {
  return {
    caption: 'Bed nights, by quarter and district',
    columns: columns('Quarter', 'District', '#Available', '#Used', '#Occupancy'),
    rows: quarters.flatMap((quarter) =>
      seen.flatMap((place) => {
        const available = nightsAvailable(beds, quarterSpan(quarter), place.code);
        const used = nightsUsed(use, (of) => of.place === place.code && compareQuarters(of.quarter, quarter) === 0);
        if (available === 0 && used === null) return [];
        return [
          [
            head(quarterShown(quarter)),
            words(place.name),
            { text: formatCount(available), kind: 'number' as const, file: available },
            usedCell(used),
            occupancyCell(used ?? { value: null, marker: 'x' }, available),
          ],
        ];
      }),
    ),
    notes: NOTES,
    empty: 'No bed has been recorded.',
  };
}

function usedCell(used: ShownCount | null): Cell {
  if (used === null) return { text: 'None recorded', kind: 'number', marker: true, file: null };
  if (used.value === null) return { text: '[c]', kind: 'number', marker: true, file: '[c]' };
  return { text: formatCount(used.value), kind: 'number', file: used.value };
}

/** Used of available, and that in per cent: it says as much as the nights do, and is hidden with them. */
function occupancyCell(used: { value: number | null; marker: string }, available: number): Cell {
  const percent = used.value === null ? null : occupancyPercent(used.value, available);
  if (used.value === null || percent === null) {
    const marker = used.marker === 'c' ? '[c]' : used.marker === 'x' ? '[x]' : '[z]';
    return { text: marker, kind: 'number', marker: true, file: marker };
  }
  return {
    text: `${percent}% (${formatCount(used.value)} of ${formatCount(available)})`,
    kind: 'number',
    file: percent,
  };
}
