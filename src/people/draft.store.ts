import type { Knex } from 'knex';
import { addDays } from '../calendar/day.ts';
import type { Clock } from '../platform/clock.ts';
import { type Db, type Row, write } from '../platform/database.ts';
import type { Typed } from '../platform/form.ts';
import { notFound, refused } from '../platform/refusal.ts';
import { contentText, DRAFT_TABLES, type DraftSlip, type DraftTable, freshSlip } from './draft.ts';

/** Whose drafts are meant, and in which table: nobody else's are ever read. */
export interface Author {
  table: DraftTable;
  officeId: number;
  personId: number;
}

/** What somebody typed and has not recorded yet. */
export interface Draft {
  slip: DraftSlip;
  /** What it is of, such as a form or a grid. */
  kind: string;
  typed: Typed;
  /** The draft that a newer copy of it stands under, where this one was saved beside it. */
  beside: string | null;
  savedAt: string;
}

/** What became of a draft that was saved: `besideOf` where a newer copy stood, so that both are kept. */
export interface SavedDraft {
  slip: DraftSlip;
  savedAt: string;
  besideOf: DraftSlip | null;
}

const DAYS_KEPT = 7;
const MOST_DRAFTS = 100;

/** The instant before which a draft is too old to be kept. */
function oldest(now: string): string {
  return addDays(now.slice(0, 10), -DAYS_KEPT) + now.slice(10);
}

function mine({ officeId, personId }: Author) {
  return { office_id: officeId, person_id: personId };
}

/**
 * Saves what was typed under its slip. Where the draft is newer than the form that is saved, as after Back or in a
 * second tab, this one is kept beside it as a draft of its own; the same content again changes nothing. Drafts that
 * nobody touched for 7 days go. Refused as `too-many-drafts` beyond 100 of one person.
 */
export function saveDraft(
  { db, clock }: { db: Knex; clock: Clock },
  author: Author,
  { kind, slip, typed }: { kind: string; slip: DraftSlip; typed: Typed },
): Promise<SavedDraft> {
  const savedAt = clock.now();
  const content = contentText(typed);
  return write(db, async (trx) => {
    await trx(author.table).where('saved_at', '<', oldest(savedAt)).delete();
    const key = { ...mine(author), draft_key: slip.key };
    const next = { key: slip.key, version: slip.version + 1 };
    const changed = await trx(author.table)
      .where({ ...key, kind, version: slip.version })
      .update({ content, version: next.version, saved_at: savedAt });
    if (changed === 1) return { slip: next, savedAt, besideOf: null };
    const standing: Row | undefined = await trx(author.table).where(key).first();
    if (standing?.content === content && standing?.kind === kind) {
      return { slip: { key: slip.key, version: standing.version }, savedAt: standing.saved_at, besideOf: null };
    }
    await demandRoom(trx, author);
    const row = { ...mine(author), kind, content, saved_at: savedAt };
    if (standing === undefined) {
      const [added] = await trx(author.table)
        .insert({ ...row, draft_key: slip.key, version: next.version })
        .onConflict(['person_id', 'draft_key'])
        .ignore()
        .returning('id');
      if (added !== undefined) return { slip: next, savedAt, besideOf: null };
    }
    const own = { key: freshSlip().key, version: 1 };
    await trx(author.table).insert({ ...row, draft_key: own.key, version: 1, beside: slip.key });
    return { slip: own, savedAt, besideOf: { key: slip.key, version: standing?.version ?? 1 } };
  });
}

async function demandRoom(trx: Db, author: Author): Promise<void> {
  const count = await trx(author.table).where(mine(author)).count({ n: '*' }).first();
  if (Number(count?.n) < MOST_DRAFTS) return;
  throw refused(
    'too-many-drafts',
    `You have ${MOST_DRAFTS} drafts, so this one was not saved. Record or discard one under My drafts, then save again.`,
  );
}

/** Somebody's drafts, the one saved last first. */
export async function listDrafts(db: Db, author: Author, now: string): Promise<Draft[]> {
  const rows: Row[] = await db(author.table)
    .where(mine(author))
    .where('saved_at', '>=', oldest(now))
    .orderBy([
      { column: 'saved_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ]);
  return rows.map(draftFrom);
}

/** One of somebody's drafts; not found when it is another person's, too old or gone. */
export async function findDraft(db: Db, author: Author, key: string, now: string): Promise<Draft> {
  const row: Row | undefined = await db(author.table)
    .where({ ...mine(author), draft_key: key })
    .where('saved_at', '>=', oldest(now))
    .first();
  if (row === undefined) throw notFound('such draft of yours: it was recorded, discarded, or is over 7 days old');
  return draftFrom(row);
}

/** Discards one of somebody's drafts; not found as `findDraft` is. */
export async function discardDraft(db: Knex, author: Author, key: string): Promise<void> {
  const gone = await write(db, (trx) =>
    trx(author.table)
      .where({ ...mine(author), draft_key: key })
      .delete(),
  );
  if (gone === 0) throw notFound('such draft of yours: it was recorded, discarded, or is over 7 days old');
}

/**
 * Removes the draft of what is being recorded, in the same transaction. A copy that was saved later with other content
 * stays, since it was typed and is not recorded.
 */
export async function removeRecorded(
  trx: Db,
  author: Author,
  { slip, typed }: { slip: DraftSlip | null; typed: Typed },
): Promise<void> {
  if (slip === null) return;
  const content = contentText(typed);
  await trx(author.table)
    .where({ ...mine(author), draft_key: slip.key })
    .where((q) => q.where('version', '<=', slip.version).orWhere({ content }))
    .delete();
}

/** Deletes every draft that nobody touched for 7 days; run at start, and whenever one is saved. */
export async function endOldDrafts(db: Knex, clock: Clock): Promise<void> {
  await write(db, async (trx) => {
    for (const table of DRAFT_TABLES) await trx(table).where('saved_at', '<', oldest(clock.now())).delete();
  });
}

function draftFrom(row: Row): Draft {
  const { kind, beside, saved_at: savedAt } = row;
  return {
    slip: { key: row.draft_key, version: row.version },
    kind,
    typed: JSON.parse(row.content),
    beside,
    savedAt,
  };
}
