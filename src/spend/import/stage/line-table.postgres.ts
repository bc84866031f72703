import type { Db, Row } from '../../../platform/database.ts';
import { type LineTable, STANDS, soughtBy } from './live-line.ts';
import type { EarlierLine, StagedLine } from './staged-line.ts';

/** Whole slices as arrays, since each statement is a way to another process and back. */
export function postgresLines(db: Db): LineTable {
  return {
    async earlier(planId, keys) {
      const { rows } = await db.raw(
        `SELECT l.line_key AS key, l.occurrence, l.plan_id AS "planId", p.batch_ref AS batch, l.row_number AS row,
           l.happened_on AS date, l.pence, l.supplier_id AS "supplierId"
         FROM import_line l JOIN import_plan p ON p.id = l.plan_id
         WHERE l.line_key = ANY (?) AND (l.plan_id = ? OR (${STANDS})) ORDER BY l.id`,
        [keys as string[], planId],
      );
      return rows as EarlierLine[];
    },
    async seenAgain(planId, keys) {
      const counts = new Map<string, number>();
      for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
      const before: { key: string; times: number }[] = (
        await db.raw('SELECT line_key AS key, times FROM import_seen WHERE plan_id = ? AND line_key = ANY (?)', [
          planId,
          [...counts.keys()],
        ])
      ).rows;
      await db.raw(
        `INSERT INTO import_seen (plan_id, line_key, times) SELECT ?, * FROM unnest(?::text[], ?::bigint[])
         ON CONFLICT (plan_id, line_key) DO UPDATE SET times = import_seen.times + excluded.times`,
        [planId, [...counts.keys()], [...counts.values()]],
      );
      return new Map(before.map(({ key, times }) => [key, times]));
    },
    async add(planId, lines) {
      const column = <T>(of: (line: StagedLine) => T): T[] => lines.map(of);
      await db.raw(
        `WITH given AS (
           SELECT nextval(pg_get_serial_sequence('import_line', 'id')) AS id, *
           FROM unnest(?::bigint[], ?::text[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
             ?::bigint[], ?::text[], ?::text[], ?::text[])
             AS g (row_number, line_key, occurrence, happened_on, pence, vat_pence, coding_id, supplier_id, flags, words,
               salt, sought)
         ), added AS (
           INSERT INTO import_line (id, plan_id, row_number, line_key, occurrence, happened_on, pence, vat_pence,
             coding_id, supplier_id, flags, words, salt)
           SELECT id, ?, row_number, line_key, occurrence, happened_on, pence, vat_pence, coding_id, supplier_id, flags,
             words, salt FROM given
         )
         INSERT INTO import_line_search (rowid, words) SELECT id, to_tsvector('simple', sought) FROM given`,
        [
          column((line) => line.row),
          column((line) => line.key),
          column((line) => line.occurrence),
          column((line) => line.date),
          column((line) => line.pence),
          column((line) => line.vatPence),
          column((line) => line.codingId),
          column((line) => line.supplierId),
          column((line) => line.flags),
          column((line) => line.words),
          column((line) => line.salt),
          column((line) => line.sought),
          planId,
        ],
      );
    },
    async seekAgain(id, words, by) {
      await db('import_line_search')
        .where({ rowid: id })
        .update({ words: db.raw("to_tsvector('simple', ?)", [soughtBy(words, by)]) });
    },
    async found(of) {
      const { rows } = await db.raw(
        `SELECT l.${of}_id AS id, count(*) AS lines FROM import_line l JOIN import_line_search s ON s.rowid = l.id
         WHERE s.words @@ ('zz${of}' || l.${of}_id)::tsquery GROUP BY l.${of}_id`,
      );
      return new Map((rows as Row[]).map(({ id, lines }) => [Number(id), Number(lines)]));
    },
  };
}
