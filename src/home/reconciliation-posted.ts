import { spellOut } from '../audit/words.ts';
import type { PeriodKey } from '../calendar/period.ts';
import { addUp, behindTotal } from '../ledger/balance.ts';
import { readEntries } from '../ledger/entry.store.ts';
import type { Entry, EntryKind } from '../ledger/entry.ts';
import type { Pence } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';
import { inProject } from '../platform/root.ts';
import type { ImportProfile } from '../spend/import/read/profile.ts';
import { readProfiles } from '../spend/import/read/profile-file.ts';
import type { PostedSpend } from './reconciliation-match.ts';

/** Every kind of entry that moves what is spent. */
const KINDS: readonly EntryKind[] = [
  'spend',
  'unmatched-credit',
  'refund',
  'reversal',
  'accrual',
  'accrual-reversal',
  'prepayment-release',
  'adjustment',
  'adjustment-credit',
];

const PROFILES: ReadonlyMap<string, ImportProfile> = new Map(
  readProfiles(inProject('data', 'import-profiles')).map((profile) => [profile.name, profile]),
);

/**
 * What was posted as spend of these initiatives in a period, with the names by which the finance system may know it.
 * Entries of one spend and one act stand together, since a spend is divided between the sources that pay it.
 */
export async function readPosted(
  db: Db,
  officeId: number,
  period: PeriodKey,
  initiatives: ReadonlySet<string>,
): Promise<PostedSpend[]> {
  if (initiatives.size === 0) return [];
  const entries = await readEntries(db, officeId, { kinds: KINDS, period });
  const groups = new Map<string, { entry: Entry; pence: Pence }[]>();
  for (const found of behindTotal(entries, { accountKinds: ['spent'] })) {
    const { to, from, spendRef, seq, kind, id } = found.entry;
    const initiative = to.kind === 'spent' ? to.initiative : from.initiative;
    if (!initiatives.has(initiative)) continue;
    const key = spendRef === null ? String(id) : `${spendRef} ${seq} ${kind}`;
    groups.set(key, [...(groups.get(key) ?? []), found]);
  }
  const refs = [...groups.values()].flatMap(([first]) => first?.entry.spendRef ?? []);
  const names = await readNames(db, officeId, [...new Set(refs)]);
  return [...groups.values()].map((group) => {
    const { entry } = group[0] as { entry: Entry };
    return {
      initiative: entry.to.kind === 'spent' ? entry.to.initiative : entry.from.initiative,
      spendRef: entry.spendRef ?? '',
      names: names.get(entry.spendRef ?? '') ?? [],
      day: entry.happenedOn,
      pence: addUp(group.map(({ pence }) => pence)),
      entryIds: group.map((found) => found.entry.id),
      corrects: group.flatMap((found) => found.entry.corrects ?? []),
    };
  });
}

const AT_ONCE = 400;

/** Each spend's own reference, its supplier's, and the transaction of the file that it was imported from. */
async function readNames(db: Db, officeId: number, refs: readonly string[]): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>();
  for (let at = 0; at < refs.length; at += AT_ONCE) {
    const rows: Row[] = await db('spend')
      .where({ office_id: officeId })
      .whereIn('ref', refs.slice(at, at + AT_ONCE))
      .select('ref', 'reference_words', 'line_key');
    for (const { ref, reference, line_key } of (await spellOut(db, rows)) as Row[]) {
      const transaction = transactionOf(line_key);
      names.set(ref, [ref, ...(reference === null ? [] : [reference]), ...(transaction === null ? [] : [transaction])]);
    }
  }
  return names;
}

/** The transaction in a line's key, which is a JSON list of its profile's parts after the profile's name. */
function transactionOf(key: string | null): string | null {
  const at = key?.indexOf(' ') ?? -1;
  if (key === null || at < 0) return null;
  const index = PROFILES.get(key.slice(0, at))?.lineKey.indexOf('transaction') ?? -1;
  const part = index < 0 ? null : JSON.parse(key.slice(at + 1))[index];
  return typeof part === 'string' ? part : null;
}
