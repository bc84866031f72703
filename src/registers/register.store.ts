import type { Act } from '../audit/act.ts';
import { onceOnPaper } from '../audit/gate/reading.ts';
import { spellOut } from '../audit/words.ts';
import type { Db, Row } from '../platform/database.ts';
import { canonical, type Plain } from '../platform/digest.ts';
import { notFound, refused } from '../platform/refusal.ts';
import { type Answers, columnOf, isHidden, isTouched, isWords } from './field.ts';
import { ChangedMeanwhile, type Kept, type Register } from './register.ts';

/** Adds a record and answers its reference. */
export async function addRecord(act: Act, register: Register, answers: Answers): Promise<string> {
  await register.checkKept?.(act, answers, null);
  const number = await act.nextNumber(register.code, 0);
  const ref = `${register.prefix}-${String(number).padStart(3, '0')}`;
  await addVersion(act, register, { ref, version: 1, answers, why: null });
  return ref;
}

/**
 * Changes a record by adding its next version. `basedOn` is the version that whoever changes it had before them:
 * when another has been added since, nothing is saved and both are shown (`changed-meanwhile`). Refused by name:
 * `nothing-changed`.
 */
export async function changeRecord(
  act: Act,
  register: Register,
  wanted: { ref: string; basedOn: number; answers: Answers; why: string | null },
): Promise<void> {
  const standing = await findRecord(act.trx, act.doer.officeId, register, wanted.ref);
  if (standing.version !== wanted.basedOn) throw new ChangedMeanwhile(standing);
  const answers = { ...wanted.answers };
  for (const { name, fixed } of register.fields) if (fixed === true) answers[name] = standing.answers[name] ?? null;
  // Where a number is hidden, even what changes nothing is kept: a refusal would tell that it was guessed.
  const hides = register.fields.some((field) =>
    isHidden(field, standing.answers[field.name] ?? null, standing.answers),
  );
  if (!hides && register.fields.every(({ name }) => !isTouched(answers, standing.answers, name))) {
    throw refused('nothing-changed', `Nothing of ${wanted.ref} was changed. Change an answer, or go back.`);
  }
  await register.checkKept?.(act, answers, standing);
  await addVersion(act, register, { ref: wanted.ref, version: standing.version + 1, answers, why: wanted.why });
}

async function addVersion(
  act: Act,
  register: Register,
  { ref, version, answers, why }: { ref: string; version: number; answers: Answers; why: string | null },
): Promise<void> {
  const columns: Record<string, Plain> = {};
  for (const field of register.fields) {
    const answer = answers[field.name] ?? null;
    columns[columnOf(field)] = isWords(field) ? await act.optionalWords(answer as string | null) : answer;
  }
  await act.add(register.table, {
    ref,
    version,
    entered_by: act.doer.personId,
    why_words: await act.optionalWords(why),
    ...withinColumn(register),
    ...(register.inBody === true ? { sort: register.code, body: canonical(columns) } : columns),
  });
}

function withinColumn({ within }: Register): Record<string, string> {
  return within === undefined || within.ref === null ? {} : { [within.column]: within.ref };
}

/** The records up to an act, each as it stood then, in the register's order. */
export async function listRecords(
  db: Db,
  officeId: number,
  register: Register,
  upToSeq = Number.MAX_SAFE_INTEGER,
): Promise<Kept[]> {
  const versions = await readVersions(db, officeId, register, { upToSeq });
  const latest = [...new Map(versions.map((version) => [version.ref, version])).values()];
  return register.order === undefined ? latest : latest.toSorted(register.order);
}

/** The records with what others said of each up to an act. */
export async function withBeside(
  db: Db,
  officeId: number,
  register: Register,
  records: readonly Kept[],
  upToSeq = Number.MAX_SAFE_INTEGER,
): Promise<Kept[]> {
  const beside = await register.readBeside?.(db, officeId, upToSeq);
  return records.map((record) => (beside === undefined ? record : { ...record, beside: beside.get(record.ref) }));
}

/** The records up to an act, each with what others said of it by then. */
export async function listWithBeside(
  db: Db,
  officeId: number,
  register: Register,
  upToSeq = Number.MAX_SAFE_INTEGER,
): Promise<Kept[]> {
  return withBeside(db, officeId, register, await listRecords(db, officeId, register, upToSeq), upToSeq);
}

/** A record by its reference as it stands; not found when there is none. */
export async function findRecord(db: Db, officeId: number, register: Register, ref: string): Promise<Kept> {
  const latest = (await readVersions(db, officeId, register, { ref })).at(-1);
  if (latest === undefined) throw notFound(`${register.one} ${ref.slice(0, 20)}`);
  return latest;
}

/** Every version of the records, or of one, the oldest first. */
export function readVersions(
  db: Db,
  officeId: number,
  register: Register,
  { ref, upToSeq = Number.MAX_SAFE_INTEGER }: { ref?: string; upToSeq?: number } = {},
): Promise<Kept[]> {
  const { table, code, within } = register;
  const name = `register ${officeId} ${table} ${code} ${within?.ref ?? ''} ${ref ?? ''} ${upToSeq}`;
  return onceOnPaper(name, () => readFresh(db, officeId, register, ref, upToSeq));
}

async function readFresh(
  db: Db,
  officeId: number,
  register: Register,
  ref: string | undefined,
  upToSeq: number,
): Promise<Kept[]> {
  const rows: Row[] = await db(register.table)
    .where({
      office_id: officeId,
      ...(ref === undefined ? {} : { ref }),
      ...(register.inBody === true ? { sort: register.code } : {}),
      ...withinColumn(register),
    })
    .where('act_seq', '<=', upToSeq)
    .orderBy([{ column: 'ref' }, { column: 'version' }]);
  const unpacked = rows.map((row) => ({ ...row, ...columnsOfRow(register, row) }));
  const versions = (await spellOut(db, unpacked)).map((row) => keptFrom(register, row));
  return versions.map((version, index) => {
    const before = versions[index - 1];
    return before?.ref === version.ref ? { ...version, previous: before.answers } : version;
  });
}

/** Every column of the register, so that rows written before a question was added have it too. */
function columnsOfRow(register: Register, row: Row): Row {
  const held = register.inBody === true ? (JSON.parse(row.body) as Row) : row;
  return Object.fromEntries(register.fields.map(columnOf).map((column) => [column, held[column] ?? null]));
}

function keptFrom(register: Register, row: Row): Kept {
  const answers: Answers = {};
  for (const field of register.fields) {
    const column = columnOf(field);
    answers[field.name] = row[isWords(field) ? column.slice(0, -'_words'.length) : column] ?? null;
  }
  const { ref, version } = row;
  const within = register.within === undefined ? {} : { within: row[register.within.column] as string };
  return {
    ref,
    version,
    answers,
    why: row.why ?? null,
    enteredBy: row.entered_by,
    seq: row.act_seq,
    previous: null,
    ...within,
  };
}
