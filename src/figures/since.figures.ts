import type { Moment } from '../audit/moment.ts';
import { addUp } from '../ledger/balance.ts';
import { type Books, type Figure, notApplicable, openBooks, type TraceRow, type Unit } from '../ledger/figure.ts';
import { readRestatements } from '../ledger/restatement.store.ts';
import type { Scope } from '../ledger/scope.ts';
import { wasRedefined } from '../outcomes/measure.store.ts';
import type { OpenedFigure } from './registry.ts';
import { type FrozenFigure, findPackSnapshot, frozenAs, readFrozenFigures } from './snapshot.store.ts';
import { hideAlso, standInRows, standInsForFew, withoutSecrets } from './stand-in.ts';

type Open = (books: Books, id: string, scope: Scope) => Promise<OpenedFigure>;

/** Why a figure is not what it was in a published pack: the parts of the change, which add up to it. */
type Part = 'activity' | 'forecast' | 'restated' | 'defined';

/** A figure against itself in a published pack: what it said there, and the rows by which it changed, by why. */
interface Compared {
  before: FrozenFigure;
  /** Null where one of the two is no number that could be taken from the other. */
  changed: Record<Part, TraceRow[]> | null;
  /** Rows among them that are not told one by one, since they stand in for few children. */
  secret: ReadonlySet<TraceRow>;
  marker: 'c' | 'z';
}

const PARTS: Record<Part, { label: string; means: string }> = {
  activity: {
    label: 'New activity',
    means: 'What was recorded since a published pack and concerns what was still open then.',
  },
  forecast: {
    label: 'Forecast revision',
    means: 'By how much what is still expected changed since a published pack.',
  },
  restated: {
    label: 'Restatement',
    means:
      'What was recorded since a published pack and changes what a closed period, or an approved count, had stated.',
  },
  defined: {
    label: 'Change of definition',
    means: 'What a figure would have been in a published pack by the definition of today, less what it said there.',
  },
};

/** What has changed in a figure since a published pack, which is named by its frozen figures; and what it said there. */
export function sinceFigures(open: Open): Figure[] {
  return [
    ...comparisons(open, 'since', 'pence', ['activity', 'forecast', 'restated', 'defined']),
    ...comparisons(open, 'since-count', 'count', ['activity', 'restated', 'defined']),
  ];
}

function comparisons(open: Open, prefix: string, unit: Unit, parts: readonly Part[]): Figure[] {
  const compared = (books: Books, scope: Scope) => compare(open, books, unit, scope);
  const shared = { unit, ...(unit === 'pence' ? { overUnder: true } : {}) };
  return [
    {
      id: `${prefix}.before`,
      label: 'In the last pack',
      means: 'What a figure said in a published pack.',
      ...shared,
      values: (books, scopes) =>
        oneByOne(scopes, async (scope) => {
          const found = await compared(books, scope);
          return found === null ? notApplicable(scope) : { ...frozenValue(found.before), scope };
        }),
      trace: async (books, scope) => (await compared(books, scope))?.before.rows ?? [],
      whole: async (books, scope) => {
        const before = (await compared(books, scope))?.before;
        return before === undefined ? [] : [stated('As it was published', before.value ?? 0)];
      },
    },
    ...parts.map(
      (part): Figure => ({
        id: `${prefix}.${part}`,
        ...PARTS[part],
        ...shared,
        values: (books, scopes) =>
          oneByOne(scopes, async (scope) => {
            const found = await compared(books, scope);
            if (found === null) return notApplicable(scope);
            const { changed, marker } = found;
            const value = changed === null ? null : addUp(changed[part].map((row) => row.value ?? 0));
            return { scope, value, marker: changed === null ? marker : '', leavesOut: [] };
          }),
        trace: async (books, scope) => {
          const found = await compared(books, scope);
          return found === null ? [] : withoutSecrets(books, found.changed?.[part] ?? [], found.secret);
        },
        whole: async (books, scope) => (await compared(books, scope))?.changed?.[part] ?? [],
      }),
    ),
  ];
}

async function oneByOne<T>(scopes: readonly Scope[], answer: (scope: Scope) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  for (const scope of scopes) answers.push(await answer(scope));
  return answers;
}

function frozenValue({ value, marker, leavesOut }: FrozenFigure) {
  return { value, marker, leavesOut };
}

/** Null where nothing of the kind was published, or where not everybody may open the figure. */
function compare(open: Open, books: Books, unit: Unit, { of, since, ...scope }: Scope): Promise<Compared | null> {
  return books.once(`figures.since ${since} ${of} ${JSON.stringify(scope)}`, async () => {
    if (of === undefined || since === undefined || !/^[1-9]\d{0,14}$/.test(since)) return null;
    const frozen = await frozenOf(books, Number(since));
    const before = frozen === null ? undefined : frozenAs(frozen.figures, of, scope);
    if (frozen === null || before === undefined || before.unit !== unit) return null;
    const then = await books.once(`figures.since-books ${frozen.moment.seq}`, async () =>
      openBooks(books.db, books.officeId, frozen.moment),
    );
    // What stands in for few by what is known now stays hidden then too, or the change would tell it.
    await hideAlso(then, await standInsForFew(books));
    const was = await open(then, of, before.scope);
    const is = await open(books, of, scope);
    if (is.figure.readBy !== undefined || is.figure.unit !== unit) return null;
    if (isHidden(before) || isHidden(was.value) || isHidden(is.value))
      return { before, changed: null, secret: new Set(), marker: 'c' };
    if (is.value.value === null || (before.value !== null && was.value.value === null)) {
      return { before, changed: null, secret: new Set(), marker: 'z' };
    }
    const redefined = [
      stated('By the definition of today', was.value.value ?? 0),
      stated('As it was published', -(before.value ?? 0)),
    ];
    const secret = new Set([
      ...(await standInRows(then, was.figure, was.value, was.rows)),
      ...(await standInRows(books, is.figure, is.value, is.rows)),
    ]);
    const moved = await movedRows(books, was, is, {
      secret,
      isNew: before.value === null || before.leavesOut.length > is.value.leavesOut.length,
      since: frozen.moment.seq,
    });
    const changed = { ...moved, defined: [...moved.defined, ...nonzero(redefined)] };
    return { before, changed, secret, marker: 'z' };
  });
}

function isHidden({ value, marker }: { value: number | null; marker: string }): boolean {
  return value === null && marker === 'c';
}

async function frozenOf(books: Books, snapshotId: number): Promise<{ moment: Moment; figures: FrozenFigure[] } | null> {
  return books.once(`figures.snapshot ${snapshotId}`, async () => {
    const moment = await findPackSnapshot(books.db, books.officeId, snapshotId);
    if (moment === null) return null;
    return { moment, figures: await readFrozenFigures(books.db, books.officeId, snapshotId) };
  });
}

/** By which rows a figure moved from one moment to another, both by the definition of today. */
async function movedRows(
  books: Books,
  was: OpenedFigure,
  is: OpenedFigure,
  { isNew, since, secret }: { isNew: boolean; since: number; secret: Set<TraceRow> },
): Promise<Record<Part, TraceRow[]>> {
  const moved: Record<Part, TraceRow[]> = { activity: [], forecast: [], restated: [], defined: [] };
  if (is.figure.unit === 'count') {
    const part = await partOfCount(books, is.value.scope, { isNew, since });
    const rows = [
      stated('As it is known now', is.value.value ?? 0),
      stated('As it was known then', -(was.value.value ?? 0)),
    ];
    moved[part].push(...nonzero(rows));
    return moved;
  }
  const restating = await books.once('figures.restating', async () => {
    const found = await readRestatements(books.db, books.officeId, { upToSeq: books.moment.seq });
    return new Set(found.map(({ entryId }) => entryId));
  });
  for (const row of difference(was.rows, is.rows, secret)) {
    const isRestating = row.entry !== undefined && restating.has(row.entry);
    moved[row.expected === true ? 'forecast' : isRestating ? 'restated' : 'activity'].push(row);
  }
  return moved;
}

async function partOfCount(
  { db, officeId, moment }: Books,
  { measure = '' }: Scope,
  { isNew, since }: { isNew: boolean; since: number },
): Promise<Part> {
  if (isNew) return 'activity';
  return (await wasRedefined(db, officeId, measure, { afterSeq: since, upToSeq: moment.seq })) ? 'defined' : 'restated';
}

/** The rows that came, and those that went, turned round and as secret as they were; rows that stand in both are in neither. */
function difference(before: readonly TraceRow[], after: readonly TraceRow[], secret: Set<TraceRow>): TraceRow[] {
  const key = ({ label, href, day, value, entry }: TraceRow) =>
    JSON.stringify([label, href, day, value, entry ?? null]);
  const gone = new Map<string, TraceRow[]>();
  for (const row of before) gone.set(key(row), [...(gone.get(key(row)) ?? []), row]);
  const came = after.filter((row) => gone.get(key(row))?.pop() === undefined);
  const went = [...gone.values()].flat().map((row) => {
    const turned = { ...row, value: row.value === null ? null : -row.value };
    if (secret.has(row)) secret.add(turned);
    return turned;
  });
  return [...came, ...went];
}

function stated(label: string, value: number): TraceRow {
  return { label, href: null, day: null, value, marker: '' };
}

/** Rows that cancel each other out say nothing. */
function nonzero(rows: TraceRow[]): TraceRow[] {
  return addUp(rows.map(({ value }) => value ?? 0)) === 0 ? [] : rows.filter(({ value }) => value !== 0);
}
