import type { Quarter } from '../calendar/quarter.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import type { YearChoice } from '../ledger/year-choice.ts';
import type { Place } from '../partners/place.ts';
import type { Completeness } from './completeness.ts';
import type { DefinitionVersion } from './measure.store.ts';
import type { Measure } from './measure.ts';
import type { Observation } from './observation.ts';
import type { EvidenceDocuments } from './observation-documents.ts';

/** A row of places or figures by quarter: null where nothing was entered. */
export interface PlaceRow {
  place: Place;
  quarters: readonly (ShownFigure | null)[];
  /** The quarters rolled up to the year; null where there is nothing to roll up, or the figure has no year. */
  year: ShownFigure | null;
}

/** A measure with its values of a financial year, ready to be laid out. */
export interface MeasureShown {
  measure: Measure;
  denominator: Measure | null;
  initiative: string;
  choice: YearChoice;
  quarters: readonly Quarter[];
  observed: readonly PlaceRow[];
  /** The county, made of the districts that are counted; null where it is counted itself. */
  county: PlaceRow | null;
  targets: readonly PlaceRow[];
  shares: readonly PlaceRow[];
  /** What one of it cost; empty where no cost for each is shown. */
  costs: readonly PlaceRow[];
  /** Of the quarters of the year that are over. */
  completeness: Completeness;
  /** Every version of the year's observations in the places that are shown, the newest first. */
  versions: readonly Observation[];
  /** The documents behind those observations. */
  documents: EvidenceDocuments;
  definitions: readonly DefinitionVersion[];
  /** Who entered and decided, for those who work with observations; null for everybody else. */
  names: ReadonlyMap<number, string> | null;
}
