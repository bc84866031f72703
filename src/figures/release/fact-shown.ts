import { yearShown } from '../../calendar/financial-year.ts';
import { quarterLabel, readQuarter } from '../../calendar/quarter.ts';
import { findPlace, placeName } from '../../partners/place.ts';
import { refused } from '../../platform/refusal.ts';
import { ALL } from './count-release.ts';

/** The parts of a number's name, in words. */
export interface FactParts {
  measure: string;
  place: string;
  category: string;
  time: string;
  version: number;
}

/** A number of the register by its name: `SA-DISC|E08000035|2015-16-Q1|ALL@1`. */
export function factParts(key: string): FactParts {
  const at = key.lastIndexOf('@');
  const [measure = '', place = '', time = '', category = ''] = key.slice(0, at).split('|');
  return {
    measure,
    place: placeName(place),
    category: category === ALL ? '' : category,
    time: timeShown(time),
    version: Number(key.slice(at + 1)),
  };
}

function timeShown(time: string): string {
  const [from, through] = time.includes('..') ? (time.split('..') as [string, string]) : [null, time];
  const shown = (label: string) => {
    const quarter = readQuarter(label);
    return quarter === null ? label : `${yearShown(quarter.year)} Q${quarter.quarter}`;
  };
  if (from === null) return shown(through);
  return from === '' ? `up to ${shown(through)}` : `${shown(from)} to ${shown(through)}`;
}

/** A number's name as a sentence says it: 'SA-DISC, Leeds, 2015/16 Q1'. */
export function factShown(key: string): string {
  const { measure, place, category, time } = factParts(key);
  return [measure, place, category, time].filter((part) => part !== '').join(', ');
}

/** Reads a number's name out of an address or a form. Refused as `no-such-number` when it is none. */
export function readFact(text: unknown): string {
  const match =
    typeof text === 'string' && text.length <= 160
      ? /^([A-Z0-9-]{2,20})\|([A-Z0-9]{9})\|(?:([0-9Q-]{10})?\.\.)?([0-9Q-]{10})\|([A-Za-z0-9-]{1,40})@([1-9]\d{0,5})$/.exec(
          text,
        )
      : null;
  const quarters = [match?.[3], match?.[4]].filter((label) => label !== undefined).map(readQuarter);
  const isKnown = quarters.every((quarter) => quarter !== null && quarterLabel(quarter).length === 10);
  if (match === null || !isKnown || findPlace(match[2] as string) === undefined) {
    throw refused(
      'no-such-number',
      'That is no number of a release. Open the decision from the page that asks for it.',
    );
  }
  return match[0];
}

/** Where somebody decides about a small correction. */
export function correctionHref(key: string): string {
  return `/releases/corrections/new?fact=${encodeURIComponent(key)}`;
}
