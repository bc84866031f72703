import type { Initiative } from '../initiatives/initiative.store.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import { type Choice, type FormAnswer, FormReader, type Typed } from '../platform/form.ts';
import type { Fault } from '../spend/import/read/fault.ts';
import type { ControlTotal, Treatment } from './reconciliation.store.ts';
import { type ControlFile, readControlFile } from './reconciliation-file.ts';

/** The field of an initiative's control total. */
export function totalField(initiative: string): string {
  return `total-${initiative}`;
}

/** Control totals as the form first shows them: those that stand already. */
export function typedTotals(totals: readonly ControlTotal[]): Typed {
  return Object.fromEntries(totals.map(({ initiative, pence }) => [totalField(initiative), formatPounds(pence)]));
}

/** Reads control totals typed per initiative. One left empty is not given; one that stands cannot be emptied. */
export function readTypedTotals(
  body: unknown,
  initiatives: readonly Initiative[],
  standing: ReadonlySet<string>,
): FormAnswer<{ initiative: string; pence: Pence }[]> {
  const form = new FormReader(
    body,
    initiatives.map(({ ref }) => totalField(ref)),
  );
  const totals: { initiative: string; pence: Pence }[] = [];
  for (const { ref } of initiatives) {
    const field = totalField(ref);
    // What credits come to may be less than nothing.
    const pence = form.pounds(field, `Control total of ${ref}`, { optional: true, least: Number.MIN_SAFE_INTEGER });
    if ((form.typed[field] ?? '').trim() !== '') totals.push({ initiative: ref, pence });
    else if (standing.has(ref)) {
      form.fail(field, `Control total of ${ref} stands already; enter 0.00 if the finance system has nothing`);
    }
  }
  if (totals.length === 0) form.fail('', 'Enter a control total of at least one initiative');
  return form.answer(() => totals);
}

/** What a file speaks for: every initiative, or only those that it names. */
export const COVERS: readonly (Choice & { hint: string })[] = [
  {
    value: 'period',
    text: 'Everything of the period',
    hint: 'An initiative that it does not name spent nothing, by the finance system',
  },
  { value: 'named', text: 'Only the initiatives that it names', hint: 'Nothing is said of the others' },
];

/** A file as the multipart reader hands it over. */
interface UploadedFile {
  originalname: string;
  buffer: Uint8Array;
}

const MOST_FAULTS = 50;

/** Reads a file of control totals with the form around it; every fault of the file is an error of the form. */
export function readControlUpload(
  body: unknown,
  uploaded: UploadedFile | undefined,
  initiatives: readonly Initiative[],
): FormAnswer<{ file: ControlFile; coversPeriod: boolean }> {
  const form = new FormReader(body, ['covers']);
  const covers = form.choice('covers', 'What the file speaks for', COVERS);
  if (uploaded === undefined || (uploaded.originalname === '' && uploaded.buffer.length === 0)) {
    form.fail('file', 'Select a CSV file');
    return form.answer(() => none());
  }
  const file = readControlFile(uploaded.buffer, initiatives);
  for (const fault of file.faults.slice(0, MOST_FAULTS)) form.fail('file', faultSentence(fault));
  if (file.faults.length > MOST_FAULTS) {
    form.fail('file', `And ${file.faults.length - MOST_FAULTS} more. Nothing was loaded: all rows or none.`);
  }
  return form.answer(() => ({ file, coversPeriod: covers === 'period' }));
}

function none(): never {
  throw new Error('A form without a file has no answer.');
}

function faultSentence({ row, column, reason }: Fault): string {
  return `Row ${row}${column === null ? '' : `, ${column}`}: ${reason}`;
}

export const TREATMENTS: readonly (Choice & { hint: string })[] = [
  { value: 'explained', text: 'Explained: it is right that they differ', hint: 'It stands with its reason' },
  {
    value: 'carried',
    text: 'Carried: a later period takes it back',
    hint: 'It is shown on every later period until it is gone',
  },
];

/** What somebody says of a difference. */
export interface NoteWanted {
  treatment: Treatment;
  text: string;
  seen: Pence;
}

/** Reads what is said of a difference, with the difference that was seen. */
export function readNote(body: unknown): FormAnswer<NoteWanted> {
  const form = new FormReader(body, ['treatment', 'text', 'seen']);
  const treatment = form.choice('treatment', 'What becomes of it', TREATMENTS) as Treatment;
  const text = form.text('text', 'Reason', { longest: 500 });
  const seen = form.typed.seen ?? '';
  if (!/^-?\d{1,15}$/.test(seen)) form.fail('', 'The form was not complete; open it again and send it from there');
  return form.answer(() => ({ treatment, text, seen: Number(seen) }));
}
