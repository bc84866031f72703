import type { Act } from '../src/audit/act.ts';
import type { Answers, Field } from '../src/registers/field.ts';
import { addRecord, changeRecord, findRecord } from '../src/registers/register.store.ts';
import type { Register } from '../src/registers/register.ts';
import { type By, type CsvRow, type Event, eachRow, pence } from './timeline.ts';

/**
 * The records of a register from `data/demonstration/<file>.csv`: a column for each question, in snake case, and
 * `recorded`, `by`, `changes` (the reference of a record that the row changes; empty cells then stay as they were)
 * and `why`.
 */
export function theRecords(by: By, file: string, register: Register): Event[] {
  return eachRow(file, (row) =>
    row.changes
      ? by(row.by as string, `${register.code}.change`, register.code, (act) => changeOf(act, register, row))
      : by(row.by as string, `${register.code}.add`, register.code, (act) =>
          addRecord(act, register, answersOf(register, row)),
        ),
  );
}

async function changeOf(act: Act, register: Register, row: CsvRow): Promise<string> {
  const ref = row.changes as string;
  const standing = await findRecord(act.trx, act.doer.officeId, register, ref);
  const changed = Object.entries(answersOf(register, row)).filter(([, answer]) => answer !== null);
  const answers = { ...standing.answers, ...Object.fromEntries(changed) };
  await changeRecord(act, register, { ref, basedOn: standing.version, answers, why: row.why || null });
  return ref;
}

function answersOf(register: Register, row: CsvRow): Answers {
  return Object.fromEntries(register.fields.map((field) => [field.name, answerOf(field, row)]));
}

function answerOf({ name, kind }: Field, row: CsvRow): Answers[string] {
  const text = row[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] ?? '';
  if (text === '') return null;
  if (kind === 'pounds') return pence(text);
  return kind === 'whole' || kind === 'percent' ? Number(text) : text;
}
