import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Choice } from '../platform/form.ts';
import { inProject } from '../platform/root.ts';

/** A district, or the whole county, by its code of the Office for National Statistics. */
export interface Place {
  code: string;
  name: string;
  isCounty: boolean;
}

/** The places that spend and outcomes are recorded for (`data/places.csv`), the county first. */
export const PLACES: readonly Place[] = readPlaces();

function readPlaces(): Place[] {
  const rows: { code: string; name: string; kind: string }[] = parse(readFileSync(inProject('data', 'places.csv')), {
    columns: true,
    bom: true,
  });
  return rows.map(({ code, name, kind }) => ({ code, name, isCounty: kind === 'police force area' }));
}

export const COUNTY: Place = PLACES.find((place) => place.isCounty) as Place;
export const DISTRICTS: readonly Place[] = PLACES.filter((place) => !place.isCounty);

/** Every place as a choice of a form, the county first. */
export const PLACE_CHOICES: readonly Choice[] = placeChoices(PLACES);

/** Places as the choices of a form. */
export function placeChoices(places: readonly Place[]): Choice[] {
  return places.map(({ code, name }) => ({ value: code, text: name }));
}

/** The place of a code; undefined when it is not one of ours. */
export function findPlace(code: string): Place | undefined {
  return PLACES.find((place) => place.code === code);
}

/** The place's name, or its code when it is not one of ours. */
export function placeName(code: string): string {
  return findPlace(code)?.name ?? code;
}

/** Names by code, for rooms below this one. */
export const PLACE_NAMES: ReadonlyMap<string, string> = new Map(PLACES.map(({ code, name }) => [code, name]));
