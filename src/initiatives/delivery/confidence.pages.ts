import { type Cell, columns, dayCell, ref as refCell, type Table, words } from '../../platform/table.ts';
import type { Kept } from '../../registers/register.ts';
import { CONFIDENCE_COLOURS, CONFIDENCE_SERIES, type Confidence, type Standing, trendShown } from './confidence.ts';

/** The confidence that stands, as a rating; it may lead somewhere. */
export function confidenceCell(standing: Standing | null, href?: string): Cell {
  if (standing === null) return words('Not assessed');
  const confidence = standing.current.answers.confidence as Confidence;
  return { ...words(confidence, href), rag: CONFIDENCE_COLOURS[confidence] };
}

/** The trend as a cell; empty where nothing has been assessed. */
export function trendCell(standing: Standing | null): Cell {
  return words(standing === null ? '' : trendShown(standing));
}

/** A list of initiatives with the confidence in each, and its trend, at the end of its row. */
export function withConfidence(table: Table, confidences: ReadonlyMap<string, Standing>): Table {
  const added = (row: Cell[]) => {
    const standing = confidences.get(row[0]?.text ?? '') ?? null;
    return [...row, confidenceCell(standing), trendCell(standing)];
  };
  return {
    ...table,
    columns: [...table.columns, ...columns('Confidence', 'Trend')],
    rows: table.rows.map(added),
    foot: table.foot === undefined ? undefined : [...table.foot, words(''), words('')],
  };
}

/** The series of an initiative's assessments, the latest first, each with what it did since the one before. */
export function confidenceTable(assessments: readonly Kept[]): Table {
  return {
    caption: CONFIDENCE_SERIES.title,
    columns: columns('Reference', 'Assessed on', 'Confidence', 'Trend', 'Reasons'),
    rows: assessments.map((current, index) => {
      const standing = { current, before: assessments[index + 1] ?? null };
      return [
        refCell(current.ref, `${CONFIDENCE_SERIES.path}/${current.ref}`),
        dayCell(String(current.answers.assessed)),
        confidenceCell(standing),
        trendCell(standing),
        words(String(current.answers.reasons ?? '')),
      ];
    }),
    notes: [],
    empty: CONFIDENCE_SERIES.empty,
  };
}
