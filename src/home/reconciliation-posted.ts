import { spellOut } from '../audit/words.ts';
import type { PeriodKey } from '../calendar/period.ts';
import { addUp, behindTotal } from '../ledger/balance.ts';
import { readEntries } from '../ledger/entry.store.ts';
import type { Entry, EntryKind } from '../ledger/entry.ts';
import type { Pence } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';
import { type BatchLine, readPostedLines } from '../spend/import/line-trace.ts';
import { listProfiles } from '../spend/import/profiles/profile.store.ts';
import type { ImportProfile } from '../spend/import/read/profile.ts';
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
  const mine = behindTotal(entries, { accountKinds: ['spent'] }).filter(({ entry: { to, from } }) =>
    initiatives.has((to.kind === 'spent' ? to : from).initiative),
  );
  const ofBatches = mine
    .map(({ entry }) => entry)
    .filter(({ spendRef, batchRef }) => spendRef === null && batchRef !== null);
  const { lines, whole } = await readPostedLines(db, officeId, ofBatches);
  const asLines = new Set(ofBatches.filter((entry) => !whole.includes(entry)).map(({ id }) => id));
  const groups = new Map<string, { entry: Entry; pence: Pence }[]>();
  for (const found of mine.filter(({ entry }) => !asLines.has(entry.id))) {
    const { spendRef, seq, kind, id } = found.entry;
    const key = spendRef === null ? String(id) : `${spendRef} ${seq} ${kind}`;
    groups.set(key, [...(groups.get(key) ?? []), found]);
  }
  const refs = [...groups.values()].flatMap(([first]) => first?.entry.spendRef ?? []);
  const names = await readNames(db, officeId, [...new Set(refs)]);
  const posted = [...groups.values()].map((group) => {
    const { entry } = group[0] as { entry: Entry };
    return {
      initiative: entry.to.kind === 'spent' ? entry.to.initiative : entry.from.initiative,
      spendRef: entry.spendRef ?? entry.batchRef ?? '',
      names: names.get(entry.spendRef ?? '') ?? [],
      day: entry.happenedOn,
      pence: addUp(group.map(({ pence }) => pence)),
      entryIds: group.map((found) => found.entry.id),
      corrects: group.flatMap((found) => found.entry.corrects ?? []),
    };
  });
  return [...posted, ...lines.map(postedLine)];
}

/** A line of a batch as the finance system knows it; it takes back the same line where its batch was reversed. */
function postedLine({ batch, line, initiative, pence, isReversed }: BatchLine): PostedSpend {
  return {
    initiative,
    spendRef: `${batch}/${line.row}`,
    names: [line.transaction],
    day: line.date,
    pence,
    entryIds: isReversed ? [] : [-line.id],
    corrects: isReversed ? [-line.id] : [],
  };
}

const AT_ONCE = 400;

/** Each spend's own reference, its supplier's, and the transaction of the file that it was imported from. */
async function readNames(db: Db, officeId: number, refs: readonly string[]): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>();
  const profiles = new Map((await listProfiles(db, officeId)).map((profile) => [profile.name, profile]));
  for (let at = 0; at < refs.length; at += AT_ONCE) {
    const rows: Row[] = await db('spend')
      .where({ office_id: officeId })
      .whereIn('ref', refs.slice(at, at + AT_ONCE))
      .select('ref', 'reference_words', 'line_key');
    for (const { ref, reference, line_key } of (await spellOut(db, rows)) as Row[]) {
      const transaction = transactionOf(line_key, profiles);
      names.set(ref, [ref, ...(reference === null ? [] : [reference]), ...(transaction === null ? [] : [transaction])]);
    }
  }
  return names;
}

/** The transaction in the key of a line of a batch of before plans, which is a JSON list of its profile's parts after the profile's name. */
function transactionOf(key: string | null, profiles: ReadonlyMap<string, ImportProfile>): string | null {
  const at = key?.indexOf(' ') ?? -1;
  if (key === null || at < 0) return null;
  const index = profiles.get(key.slice(0, at))?.lineKey.indexOf('transaction') ?? -1;
  const part = index < 0 ? null : JSON.parse(key.slice(at + 1))[index];
  return typeof part === 'string' ? part : null;
}
