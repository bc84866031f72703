import type { Db, Row } from '../../../platform/database.ts';
import {
  type CodingCount,
  type LineTable,
  type NewCoding,
  STANDS,
  type SupplierCount,
  soughtAs,
  soughtBy,
} from './live-line.ts';
import { type EarlierLine, type StagedLine, wordsOfLine } from './staged-line.ts';

/** Whole slices as arrays, since each statement is a way to another process and back. */
export function postgresLines(db: Db): LineTable {
  return {
    async hasKeys(start) {
      const found = await db('import_line').whereRaw('starts_with(line_key, ?)', [start]).first('id');
      return found !== undefined;
    },
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
    async suppliers(planId, suppliers) {
      const names = suppliers.map(({ name }) => name);
      await db.raw(
        `INSERT INTO import_supplier (plan_id, name, name_key, salt, digest, lines, pence)
         SELECT ?, g.name, g.key, g.salt, g.digest, 0, 0
         FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) WITH ORDINALITY AS g (name, key, salt, digest, at)
         WHERE NOT EXISTS (SELECT 1 FROM import_supplier s WHERE s.plan_id = ? AND s.name = g.name) ORDER BY g.at`,
        [
          planId,
          names,
          suppliers.map(({ key }) => key),
          suppliers.map(({ salt }) => salt),
          suppliers.map(({ digest }) => digest),
          planId,
        ],
      );
      const { rows } = await db.raw(
        'SELECT name, id, lines, pence FROM import_supplier WHERE plan_id = ? AND name = ANY (?) ORDER BY id DESC',
        [planId, names],
      );
      const known = new Map<string, SupplierCount>(
        rows.map(({ name, ...count }: SupplierCount & { name: string }) => [name, count]),
      );
      return names.map((name) => known.get(name) as SupplierCount);
    },
    async codings(planId, codings) {
      const signatures = codings.map(({ signature }) => signature);
      const column = <T>(of: (coding: NewCoding) => T): T[] => codings.map(of);
      await db.raw(
        `INSERT INTO import_coding (plan_id, signature, fields, supplier_id, how, rule, stopped, initiative, agreement,
           place, category, year, period, first_on, last_on, charge_lines, charge_pence, credit_lines, credit_pence)
         SELECT ?, g.signature, g.fields, g.supplier_id, g.how, g.rule, g.stopped, g.initiative, g.agreement, g.place,
           g.category, g.year, g.period, g.day, g.day, 0, 0, 0, 0
         FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
             ?::text[], ?::bigint[], ?::bigint[], ?::text[]) WITH ORDINALITY
           AS g (signature, fields, supplier_id, how, rule, stopped, initiative, agreement, place, category, year, period,
             day, at)
         ORDER BY g.at ON CONFLICT (plan_id, signature) DO NOTHING`,
        [
          planId,
          signatures,
          column(({ fields }) => fields),
          column(({ supplierId }) => supplierId),
          column(({ decision }) => decision.how),
          column(({ decision }) => decision.rule) as string[],
          column(({ decision }) => decision.stopped) as string[],
          column(({ decision }) => decision.initiative),
          column(({ decision }) => decision.agreement),
          column(({ decision }) => decision.place),
          column(({ decision }) => decision.category),
          column(({ period }) => period.year),
          column(({ period }) => period.number),
          column(({ on }) => on),
        ],
      );
      const { rows } = await db.raw(
        `SELECT signature, id, charge_lines AS "chargeLines", charge_pence AS "chargePence",
           credit_lines AS "creditLines", credit_pence AS "creditPence", flagged, first_on AS "firstOn", last_on AS "lastOn"
         FROM import_coding WHERE plan_id = ? AND signature = ANY (?)`,
        [planId, signatures],
      );
      const known = new Map<string, CodingCount>(
        rows.map(({ signature, flagged, ...count }: Row) => [signature, { ...count, flagged: JSON.parse(flagged) }]),
      );
      return signatures.map((signature) => known.get(signature) as CodingCount);
    },
    async saveSuppliers(suppliers) {
      await db.raw(
        `UPDATE import_supplier s SET lines = g.lines, pence = g.pence
         FROM unnest(?::bigint[], ?::bigint[], ?::bigint[]) AS g (id, lines, pence) WHERE s.id = g.id`,
        [suppliers.map(({ id }) => id), suppliers.map(({ lines }) => lines), suppliers.map(({ pence }) => pence)],
      );
    },
    async saveCodings(codings) {
      const column = <T>(of: (coding: CodingCount) => T): T[] => codings.map(of);
      await db.raw(
        `UPDATE import_coding c SET charge_lines = g.charge_lines, charge_pence = g.charge_pence,
           credit_lines = g.credit_lines, credit_pence = g.credit_pence, flagged = g.flagged, first_on = g.first_on, last_on = g.last_on
         FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[])
           AS g (id, charge_lines, charge_pence, credit_lines, credit_pence, flagged, first_on, last_on) WHERE c.id = g.id`,
        [
          column(({ id }) => id),
          column(({ chargeLines }) => chargeLines),
          column(({ chargePence }) => chargePence),
          column(({ creditLines }) => creditLines),
          column(({ creditPence }) => creditPence),
          column(({ flagged }) => JSON.stringify(flagged)),
          column(({ firstOn }) => firstOn),
          column(({ lastOn }) => lastOn),
        ],
      );
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
         ), ordered AS (
           INSERT INTO import_line_size (pence, line_id) SELECT pence, id FROM given
         )
         INSERT INTO import_line_search (rowid, words) SELECT id, to_tsvector('simple', sought) FROM given`,
        [
          column((line) => line.row),
          column((line) => line.key),
          column((line) => line.occurrence),
          column((line) => line.date),
          column((line) => line.pence),
          column((line) => line.vatPence),
          column((line) => line.coding.id),
          column((line) => line.supplier.id),
          column((line) => line.flags),
          column(wordsOfLine),
          column((line) => line.salt),
          column((line) => soughtBy(`${line.supplier.name} ${wordsOfLine(line)}`, soughtAs(line))),
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
