import type { Act } from '../audit/act.ts';
import type { NewEntry } from '../ledger/entry.ts';
import { post } from '../ledger/post.ts';
import { findCorrectable } from './correctable.ts';
import { type Corrected, readCorrected } from './corrected.ts';
import { keepsPurse } from './part.ts';
import { changedSince, drawnEntries, type Posting, reversalEntries, shared } from './posting.ts';
import { keptEntries } from './recode-effect.ts';
import type { Spend } from './spend.ts';

/**
 * Posts a recoding: takes back what is left of the original, then posts each part anew, all within one act. Parts that
 * draw on the same money come out of the very accounts that the money went back to; others draw as spend does.
 *
 * Refused by name: `changed-since` when something else was taken back meanwhile, and what posting spend is refused for.
 */
export async function postRecoding(act: Act, together: readonly Spend[], posting: Posting): Promise<void> {
  const [back, ...rows] = together as [Spend, ...Spend[]];
  const original = await findCorrectable(act.trx, act.doer.officeId, back.corrects as string);
  const corrected = await readCorrected(act.trx, act.doer.officeId, original);
  demandUnchanged(back, corrected);
  await post(act, await reversalEntries(act, back, posting, { partly: true }));
  const parts: Spend[] = [];
  for (const row of rows) parts.push(await concerning(act, row, corrected.concerns));
  const anew = { recodes: corrected.entries[0]?.entry.id, reasonWords: await act.words(back.reason ?? 'Recoded') };
  const kept = keptEntries(corrected, parts);
  const entries = parts.flatMap((part, index) =>
    (kept[index] ?? []).map(({ entry, pence }): NewEntry => {
      const { kind, from, to, id } = entry;
      const excess = { kind: 'overspend' as const, reasonWords: anew.reasonWords };
      return { ...shared(part, posting), ...anew, kind, from, to, pence, recodes: id, excess };
    }),
  );
  if (entries.length > 0) await post(act, entries);
  for (const part of parts.filter((one) => !keepsPurse(one, corrected))) {
    const drawn = await drawnEntries(act, part, posting, { kind: original.kind as 'spend', pence: part.pence });
    await post(
      act,
      drawn.map((entry) => ({ ...entry, ...anew })),
    );
  }
}

/** Refused as `changed-since` when what is left of the original is not what was to be taken back. */
export function demandUnchanged(back: Pick<Spend, 'pence'>, { ref, pence }: Corrected): void {
  if (pence !== back.pence) throw changedSince(ref);
}

/** A part with the closed period that it restates: its original's may have closed since it was entered. */
async function concerning(act: Act, part: Spend, concerns: Spend['concerns']): Promise<Spend> {
  if (part.concerns === null && concerns !== null) {
    await act.add('spend_concern', { spend_ref: part.ref, year: concerns.year, period: concerns.number });
  }
  return { ...part, concerns };
}
