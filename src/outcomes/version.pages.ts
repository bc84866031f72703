import { yearShown } from '../calendar/financial-year.ts';
import { quarterName } from '../partners/data-return.ts';
import { placeName } from '../partners/place.ts';
import { formatCount } from '../platform/count.ts';
import { type Cell, columns, head, type Table, words } from '../platform/table.ts';
import { recordHref } from './evidence.ts';
import { categoryName, isProtected, type Measure } from './measure.ts';
import type { MeasureShown } from './measure-shown.ts';
import { GRADES, type Observation, shownFinding, spotKey } from './observation.ts';
import type { EvidenceDocuments } from './observation-documents.ts';

/**
 * Every version of a year's observations with the evidence behind it and what became of it. Numbers stand only where
 * none of them can be about people: a version beside the next would tell a small change.
 */
export function versionsTable({ measure, choice, versions, names, documents }: MeasureShown): Table {
  const numbered = !isProtected(measure);
  const documented = versions.some(
    (version) => documents.attachHref(version) !== null || documents.bySpot.has(spotKey(version)),
  );
  const broken = measure.categories.length > 0 || versions.some(({ category }) => category !== '');
  return {
    caption: `Observations of ${yearShown(choice.year)} and the evidence behind them`,
    captionHidden: true,
    columns: columns(
      'Place',
      ...(broken ? [measure.dimension ?? 'Category'] : []),
      'Quarter',
      'State',
      ...(numbered ? ['#Number'] : []),
      'Evidence grade',
      'Source',
      ...(documented ? ['Document'] : []),
      'Why it changed or was returned',
      ...(names === null ? [] : ['By']),
    ),
    rows: versions.map((version) => [
      head(placeName(version.place)),
      ...(broken ? [words(categoryName(measure, version.category))] : []),
      words(quarterName(version.quarter)),
      words(stateShown(version, versions)),
      ...(numbered ? [numberCell(version, measure)] : []),
      words(gradeShown(version)),
      sourceCell(version),
      ...(documented ? [documentCell(version, documents, versions)] : []),
      words([version.reason, version.decided?.reason].filter((part) => part).join(' · ')),
      ...(names === null ? [] : [words(byShown(version, names))]),
    ]),
    notes: numbered
      ? []
      : ['Numbers of people are not listed by version: beside one another they would show a small change.'],
    empty: 'Nothing was entered for this year yet.',
  };
}

/** What became of a version: an approved one that another replaced stands no more. */
function stateShown(version: Observation, all: readonly Observation[]): string {
  if (version.state === 'submitted') return 'Awaits approval';
  if (version.state === 'returned') return 'Returned';
  const isReplaced = all.some(
    (other) =>
      other.state === 'approved' &&
      other.version > version.version &&
      other.place === version.place &&
      other.category === version.category &&
      other.quarter.year === version.quarter.year &&
      other.quarter.quarter === version.quarter.quarter,
  );
  if (isReplaced) return 'Approved, replaced';
  return version.version > 1 && version.reason !== null ? 'Approved, revised' : 'Approved';
}

/** The evidence grade in a word; older observations never said. */
export function gradeShown({ grade }: Pick<Observation, 'grade'>): string {
  return GRADES.find(({ value }) => value === grade)?.text ?? 'Not said';
}

/** Where an observation comes from, leading to the record that shows it. */
function sourceCell({ source, record }: Pick<Observation, 'source' | 'record'>): Cell {
  return record === null ? words(source) : words(`${source} (${record})`, recordHref(record));
}

/** The documents behind an observation beside its newest version, or where one is attached. */
function documentCell(
  version: Observation,
  { bySpot, attachHref }: EvidenceDocuments,
  all: readonly Observation[],
): Cell {
  const key = spotKey(version);
  if (all.find((other) => spotKey(other) === key) !== version) return words('');
  const refs = bySpot.get(key) ?? [];
  const href = attachHref(version);
  const last = refs.at(-1);
  if (last !== undefined) return words(refs.join(', '), `/attachments/${last}`);
  if (href === null) return words('');
  return {
    ...words('Attach', href),
    hidden: ` a document to ${placeName(version.place)}, ${quarterName(version.quarter)}`,
  };
}

function numberCell(version: Observation, measure: Measure): Cell {
  const { value, marker } = shownFinding(version, measure);
  return {
    text: value === null ? `[${marker}]` : formatCount(value),
    kind: 'number',
    marker: value === null,
    file: value,
  };
}

function byShown({ enteredBy, decided }: Observation, names: ReadonlyMap<number, string>): string {
  const entered = `Entered by ${names.get(enteredBy) ?? ''}`;
  return decided === null ? entered : `${entered}, decided by ${names.get(decided.by) ?? ''}`;
}
