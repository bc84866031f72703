import type { Day } from '../../calendar/day.ts';
import { Refusal } from '../../platform/refusal.ts';

/** By what a list is ordered, and from which end: each order has its reverse, so a list can be read from its end. */
export const SPEND_SORTS = {
  newest: { by: 'recorded', down: true },
  oldest: { by: 'recorded', down: false },
  amount: { by: 'size', down: true },
  smallest: { by: 'size', down: false },
  invoiced: { by: 'day', down: true },
  earliest: { by: 'day', down: false },
} as const;

export type SpendSort = keyof typeof SPEND_SORTS;
/** The act that recorded it, the size of the amount in pence, or the day of the invoice. */
export type SortKey = 'recorded' | 'size' | 'day';
export interface Order {
  by: SortKey;
  down: boolean;
}

/**
 * Where a row stands in a list. Of rows with the same key those of `spend` come before imported lines, each by their
 * number: an id, or of a line in the order of recording its row in the file.
 */
export interface Place {
  key: number | Day;
  isLine: boolean;
  number: number;
}

/** Which comes first in ascending order. */
export function comparePlaces(a: Place, b: Place): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  if (a.isLine !== b.isLine) return a.isLine ? 1 : -1;
  return a.number - b.number;
}

/** A place as it stands in an address. */
export function placeText({ key, isLine, number }: Place): string {
  return `${key}~${isLine ? 'l' : 's'}${number}`;
}

const PLACE = /^(\d{1,15}|\d{4}-\d{2}-\d{2})~([sl])(\d{1,15})$/;

/** Reads a place from an address. Refused as malformed when it is none, or one of another order. */
export function readPlace(text: string, by: SortKey): Place {
  const [, key = '', kind, number] = PLACE.exec(text) ?? [];
  if (key === '' || key.includes('-') !== (by === 'day')) {
    throw new Refusal(
      'malformed',
      'place',
      'The place in the list that the address names was not understood. Go back to the first page of the list.',
    );
  }
  return { key: by === 'day' ? key : Number(key), isLine: kind === 'l', number: Number(number) };
}

/** A comparison in SQL with its values. */
export interface Condition {
  sql: string;
  bindings: (string | number)[];
}

/**
 * That rows of `spend`, or lines, stand beyond a place. The key is compared by itself first, so that the index on it
 * begins there.
 */
export function beyond(place: Place, order: Order, of: { isLine: boolean; key: string; number: string }): Condition {
  const past = order.down ? '<' : '>';
  if (place.isLine === of.isLine) {
    return {
      sql: `${of.key} ${past}= ? AND (${of.key} ${past} ? OR ${of.number} ${past} ?)`,
      bindings: [place.key, place.key, place.number],
    };
  }
  // Of the same key all rows of the other sort stand on one side.
  const isAfter = order.down ? place.isLine : of.isLine;
  return { sql: `${of.key} ${past}${isAfter ? '=' : ''} ?`, bindings: [place.key] };
}
