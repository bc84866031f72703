import type { Quarter } from '../calendar/quarter.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import type { YearChoice } from '../ledger/year-choice.ts';
import type { Place } from '../partners/place.ts';
import type { Measure } from './measure.store.ts';

/** A row of places or figures by quarter: null where nothing was entered. */
export interface PlaceRow {
  place: Place;
  quarters: readonly (ShownFigure | null)[];
}

/** A measure with its values of a financial year, ready to be laid out. */
export interface MeasureShown {
  measure: Measure;
  denominator: Measure | null;
  initiative: string;
  choice: YearChoice;
  quarters: readonly Quarter[];
  observed: readonly PlaceRow[];
  targets: readonly PlaceRow[];
  shares: readonly PlaceRow[];
}
