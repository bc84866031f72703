import { refusalErrors } from '../people/form-visit.ts';
import { type Choice, type FormAnswer, FormReader } from '../platform/form.ts';
import { type CheckedFile, checkFile } from './file-kind.ts';
import type { ScanFile } from './virus-scan.ts';

/** A file as the multipart reader hands it over. */
interface UploadedFile {
  originalname: string;
  buffer: Uint8Array;
}

/** Who may read an attachment. */
export const READERS: readonly (Choice & { hint: string })[] = [
  { value: 'office', text: 'The office', hint: 'For what is commercially confidential' },
  { value: 'members', text: 'The office and members of the PEG', hint: 'For what the partners may see' },
];

/** Who may read an attachment, in words. */
export function readersShown({ forMembers }: { forMembers: boolean }): string {
  return READERS.find(({ value }) => value === (forMembers ? 'members' : 'office'))?.text ?? '';
}

/** What the form that attaches a document holds. */
export interface TypedAttachment {
  kind: string;
  title: string;
  forMembers: boolean;
  file: CheckedFile;
}

/**
 * Reads the form that attaches a document, and looks into the file that came with it: what is wrong with the file
 * stands with the other mistakes of the form.
 */
export async function readAttachment(
  body: unknown,
  uploaded: UploadedFile | undefined,
  { kinds, scanFile }: { kinds: readonly Choice[]; scanFile?: ScanFile },
): Promise<FormAnswer<TypedAttachment>> {
  const form = new FormReader(body, ['title', 'kind', 'readers']);
  const title = form.text('title', 'Title', { longest: 150 });
  const kind = form.choice('kind', 'Kind of document', kinds);
  const readers = form.choice('readers', 'Who may read it', READERS);
  const file = await readFile(form, uploaded, scanFile);
  return form.answer(() => ({ kind, title, forMembers: readers === 'members', file: file as CheckedFile }));
}

async function readFile(
  form: FormReader,
  uploaded: UploadedFile | undefined,
  scanFile?: ScanFile,
): Promise<CheckedFile | null> {
  if (uploaded === undefined || (uploaded.originalname === '' && uploaded.buffer.length === 0)) {
    form.fail('file', 'Select a file');
    return null;
  }
  try {
    const file = await checkFile(uploaded.originalname, uploaded.buffer);
    await scanFile?.(file.bytes);
    return file;
  } catch (error) {
    for (const { field, message } of refusalErrors(error, 'file')) form.fail(field, message);
    return null;
  }
}

/** Reads the form that withdraws a document. */
export function readWithdrawal(body: unknown): FormAnswer<string> {
  const form = new FormReader(body, ['reason']);
  const reason = form.text('reason', 'Reason', { longest: 500 });
  return form.answer(() => reason);
}
