import type { Knex } from 'knex';
import type { Db } from '../../platform/database.ts';
import type { LineQuestion, Stretch } from './line.store.ts';
import type { ListedBatch } from './listed-batch.store.ts';
import { beyond, type Place } from './place.ts';

/**
 * Which index a list goes along: the rows of one plan in the order of the file, charges or credits by size, or all by
 * day.
 */
export type Walk = { by: 'recorded'; batch: ListedBatch } | { by: 'size'; sign: 1 | -1 } | { by: 'day' };

/** The lines beyond a place along an index; those as far as the key `until`, where it is given. */
export function stretchOf(
  { db, filter, coded, span }: LineQuestion,
  walk: Walk,
  { down, after, until }: { down: boolean; after: Place | null; until?: number },
): Stretch {
  const way = down ? 'desc' : 'asc';
  // Of two bounds on the same side SQLite begins at the one named first, however far from the other: each side has one.
  if (walk.by === 'day') {
    const [first, last] = narrowed(daysOf(coded, filter), { down, after: after?.key, until });
    return ofLines(db, (q) => {
      q.whereBetween('l.happened_on', [first, last]);
      if (span !== null) q.whereBetween('l.id', span);
      q.orderBy('l.happened_on', way).orderBy('l.id', way);
      if (after === null) return;
      const { sql, bindings } = beyond(
        after,
        { by: 'day', down },
        { isLine: true, key: 'l.happened_on', number: 'l.id' },
      );
      q.whereRaw(sql, bindings);
    });
  }
  if (walk.by === 'size') {
    const { least = 1, most = Number.MAX_SAFE_INTEGER } = filter;
    const [small, large] = narrowed([Math.max(1, least), most], { down, after: after?.key, until });
    const isCharges = walk.sign > 0;
    const along = (q: Knex.QueryBuilder) => {
      q.whereBetween('z.pence', isCharges ? [small, large] : [-large, -small]);
      if (span !== null) q.whereBetween('z.line_id', span);
      q.orderBy('z.pence', isCharges === down ? 'desc' : 'asc').orderBy('z.line_id', way);
      if (after !== null) q.whereRaw(...(isCharges ? chargesBeyond(after, down) : creditsBeyond(after, down)));
    };
    return {
      lines: (q) => {
        q.from(db.raw('import_line_size AS z CROSS JOIN import_line AS l')).whereRaw('l.id = z.line_id').modify(along);
      },
      ids: () => db('import_line_size as z').modify(along).select('z.line_id'),
    };
  }
  return ofLines(db, (q) => {
    q.where('l.plan_id', walk.batch.planId).orderBy('l.row_number', way);
    if (after === null || after.key !== walk.batch.seq) return;
    if (after.isLine) q.where('l.row_number', down ? '<' : '>', after.number);
    else if (down) q.whereRaw('1 = 0');
  });
}

/** A stretch along an index of the lines themselves. */
export function ofLines(db: Db, along: Stretch['lines']): Stretch {
  return { lines: along, ids: () => db('import_line as l').modify(along).select('l.id') };
}

/** The keys that are left of a range beyond one key and as far as another. */
function narrowed<Key extends Place['key']>(
  [low, high]: [Key, Key],
  { down, after, until }: { down: boolean; after?: Place['key']; until?: number },
): [Key, Key] {
  const [least, most] = down ? [until, after] : [after, until];
  return [
    least !== undefined && least > low ? (least as Key) : low,
    most !== undefined && most < high ? (most as Key) : high,
  ];
}

/** The codings know between which days their lines lie, so the walk need not go through those of other years. */
function daysOf(coded: LineQuestion['coded'], { from, to }: LineQuestion['filter']): [string, string] {
  const first = coded.map(({ firstOn }) => firstOn).sort()[0] ?? '';
  const last =
    coded
      .map(({ lastOn }) => lastOn)
      .sort()
      .at(-1) ?? '';
  const [, latestStart = first] = [first, from ?? first].sort();
  const [earliestEnd = last] = [last, to ?? last].sort();
  return [latestStart, earliestEnd];
}

function chargesBeyond(after: Place, down: boolean): [string, (string | number)[]] {
  const { sql, bindings } = beyond(after, { by: 'size', down }, { isLine: true, key: 'z.pence', number: 'z.line_id' });
  return [sql, bindings];
}

/** As `beyond` for the size of credits, which stand below zero in the index. */
function creditsBeyond(after: Place, down: boolean): [string, (string | number)[]] {
  const { sql, bindings } = beyond(
    after,
    { by: 'size', down: !down },
    { isLine: true, key: 'z.pence', number: 'z.line_id' },
  );
  const turned = bindings.map((value, index) => (index < 2 ? -Number(value) : value));
  // The number still counts in the list's own direction; only the key is turned round.
  if (after.isLine) return [sql.replace(/z\.line_id [<>]/, `z.line_id ${down ? '<' : '>'}`), turned];
  return [`z.pence ${down ? '>' : '<'}${down ? '' : '='} ?`, [-Number(after.key)]];
}
