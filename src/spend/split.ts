import type { Act } from '../audit/act.ts';
import { addUp } from '../ledger/balance.ts';
import { formatPounds, type Pence, shareOut } from '../money/pence.ts';
import { placeName } from '../partners/place.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import type { Corrected } from './corrected.ts';
import { checkSpend, type Effect, enterSpend, type NewSpend, wholeAmount } from './enter.ts';
import { joinSpend } from './joint.store.ts';
import { type NewRecode, withVat } from './recode.ts';

/** How an amount is divided: by percent, in parts such as 3 : 2 : 1, or by amounts that add up to it. */
export type SplitBy = 'percent' | 'parts' | 'amounts';

/** Each place with its share, in the order in which places are listed. */
export interface Shares {
  by: SplitBy;
  /** Percent or parts, in hundredths; or pence. */
  places: readonly { place: string; share: number }[];
}

/** What of an amount one place bears. */
export interface PlaceShare {
  place: string;
  pence: Pence;
}

const WHOLE_PERCENT = 100_00;

/**
 * Divides an amount over places to the penny: pence left over go to the largest remainders, the place listed earlier
 * first where they tie, so the parts are always exactly the amount.
 *
 * Refused by name: `one-place` for fewer than two; `not-hundred` when percents are not 100 together; `other-total` when
 * amounts are not the whole; `no-penny` when a place would bear nothing.
 */
export function splitByPlace(pence: Pence, { by, places }: Shares): PlaceShare[] {
  if (places.length < 2) {
    throw refused('one-place', 'Share it between two places or more. To move all of it to one place, recode it.', 'by');
  }
  const shares = places.map(({ share }) => share);
  const given = addUp(shares);
  if (by === 'percent' && given !== WHOLE_PERCENT) {
    throw refused('not-hundred', `The shares come to ${given / 100}%. Change them until they come to 100%.`, 'by');
  }
  if (by === 'amounts' && given !== pence) {
    const apart = formatPounds(Math.abs(given - pence));
    const what = given > pence ? `${apart} too much` : `${apart} too little`;
    throw refused(
      'other-total',
      `The amounts come to ${formatPounds(given)}: ${what} for ${formatPounds(pence)}.`,
      'by',
    );
  }
  const parts = by === 'amounts' ? shares : shareOut(pence, shares);
  return places.map(({ place }, index) => {
    const part = parts[index] as Pence;
    if (part < 1) {
      throw refused(
        'no-penny',
        `The share of ${placeName(place)} comes to £0.00. Leave it empty, or give it more.`,
        `share-${place}`,
      );
    }
    return { place, pence: part };
  });
}

/** What entering a spend in shares would do: the parts to the penny, and what the whole leaves. */
export async function checkSplit(
  db: Db,
  officeId: number,
  wanted: NewSpend,
  shares: Shares,
): Promise<{ parts: PlaceShare[]; effect: Effect }> {
  return { parts: splitByPlace(wholeAmount(wanted), shares), effect: await checkSpend(db, officeId, wanted) };
}

/**
 * Enters one invoice as a spend for each place that bears a share, to be approved together. Net, VAT and what is paid
 * of a claim are divided with it. Answers the reference of the first. Refused as `splitByPlace` and `checkSpend` say.
 */
export async function enterSplit(act: Act, wanted: NewSpend, shares: Shares, enteredBy: number): Promise<string> {
  const { parts } = await checkSplit(act.trx, act.doer.officeId, wanted, shares);
  const refs: string[] = [];
  for (const { place, netPence, vatPence } of withVat(parts, wanted.vatPence)) {
    refs.push(await enterSpend(act, { ...wanted, place, netPence, vatPence }, enteredBy));
  }
  await joinSpend(act, refs);
  return refs[0] as string;
}

/** The same where one place may bear the whole after all, as a spend that stands alone. */
export async function enterShared(act: Act, wanted: NewSpend, shares: Shares, enteredBy: number): Promise<string> {
  const [only, ...others] = shares.places;
  const whole = { parts: only?.share, percent: WHOLE_PERCENT, amounts: wholeAmount(wanted) }[shares.by];
  if (only === undefined || others.length > 0 || only.share !== whole) {
    return enterSplit(act, wanted, shares, enteredBy);
  }
  return enterSpend(act, { ...wanted, place: only.place }, enteredBy);
}

/** Dividing what is left of a spend as a recoding: everything of its coding but the place stays. */
export function splitRecode(
  corrected: Corrected,
  shares: Shares,
  about: Pick<NewRecode, 'reason' | 'happenedOn'>,
): NewRecode {
  const { initiative, agreement, nature, category, ref, pence } = corrected;
  const parts = splitByPlace(pence, shares).map((part) => ({ initiative, agreement, nature, category, ...part }));
  return { corrects: ref, parts, overspendReason: null, ...about };
}
