import type { Act } from '../src/audit/act.ts';
import type { Answers, ChoicesByField, Field } from '../src/registers/field.ts';
import { addRecord, changeRecord, findRecord } from '../src/registers/register.store.ts';
import { type Register, readChoicesOf } from '../src/registers/register.ts';
import { type By, type CsvRow, type Event, eachRow, pence } from './timeline.ts';

/**
 * The records of a register from `data/demonstration/<file>.csv`: a column for each question, in snake case, and
 * `recorded`, `by`, `changes` (the reference of a record that the row changes; empty cells then stay as they were)
 * and `why`. A choice is written by its code, or as people read it; several have semicolons between. Where each row has a register of its own, as the
 * records of an initiative do, `register` answers it.
 */
export function theRecords(by: By, file: string, register: Register | ((row: CsvRow) => Register)): Event[] {
  return eachRow(file, (row) => {
    const of = typeof register === 'function' ? register(row) : register;
    return row.changes
      ? by(row.by as string, `${of.code}.change`, of.code, (act) => changeOf(act, of, row))
      : by(row.by as string, `${of.code}.add`, of.code, async (act) =>
          addRecord(act, of, await answersOf(act, of, row)),
        );
  });
}

async function changeOf(act: Act, register: Register, row: CsvRow): Promise<string> {
  const ref = row.changes as string;
  const standing = await findRecord(act.trx, act.doer.officeId, register, ref);
  const changed = Object.entries(await answersOf(act, register, row)).filter(([, answer]) => answer !== null);
  const answers = { ...standing.answers, ...Object.fromEntries(changed) };
  await changeRecord(act, register, { ref, basedOn: standing.version, answers, why: row.why || null });
  return ref;
}

async function answersOf(act: Act, register: Register, row: CsvRow): Promise<Answers> {
  const choices = await readChoicesOf(act.trx, act.doer.officeId, register, (row.recorded as string).slice(0, 10));
  return Object.fromEntries(register.fields.map((field) => [field.name, answerOf(field, row, choices)]));
}

function answerOf({ name, kind }: Field, row: CsvRow, choices: ChoicesByField): Answers[string] {
  const text = row[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] ?? '';
  if (text === '') return null;
  const codeOf = (said: string) => choices.get(name)?.find((choice) => choice.text === said)?.value ?? said;
  if (kind === 'choice') return codeOf(text);
  if (kind === 'several') return text.split('; ').map(codeOf).join(' ');
  if (kind === 'pounds') return pence(text);
  return kind === 'whole' || kind === 'percent' ? Number(text) : text;
}
