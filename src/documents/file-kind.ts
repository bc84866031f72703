import { sha256 } from '../platform/digest.ts';
import { type Refusal, refused } from '../platform/refusal.ts';
import { type FileContent, type FileKind, tellContent } from './file-content.ts';
import { endingOf, plainFileName } from './file-name.ts';

/** What can be attached: its name on a page, the endings that its files have, and the type it is given out with. */
export const FILE_KINDS: Record<FileKind, { label: string; endings: readonly string[]; mediaType: string }> = {
  pdf: { label: 'PDF', endings: ['pdf'], mediaType: 'application/pdf' },
  docx: {
    label: 'Word document',
    endings: ['docx'],
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  },
  xlsx: {
    label: 'Excel workbook',
    endings: ['xlsx'],
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
  png: { label: 'PNG image', endings: ['png'], mediaType: 'image/png' },
  jpeg: { label: 'JPEG image', endings: ['jpg', 'jpeg'], mediaType: 'image/jpeg' },
  csv: { label: 'CSV file', endings: ['csv'], mediaType: 'text/csv' },
};

/** The kinds in a sentence, and as a browser's file picker takes them. */
export const ACCEPTED = 'PDF, Word (.docx), Excel (.xlsx), PNG, JPEG or CSV';
export const ACCEPT = Object.values(FILE_KINDS)
  .flatMap(({ endings }) => endings.map((ending) => `.${ending}`))
  .join(',');

/** A file whose content is what its name says. Only `checkFile` makes one. */
export interface CheckedFile {
  name: string;
  kind: FileKind;
  /** The media type, of text with its encoding. */
  mediaType: string;
  sha256: string;
  bytes: Uint8Array;
}

/** What files of other kinds are refused as by their names alone, so that the sentence says what to save instead. */
const BY_NAME: Record<string, [rule: string, is: string, todo: string]> = {
  doc: ['old-office', 'an old Word document', 'Save it as .docx.'],
  xls: ['old-office', 'an old Excel workbook', 'Save it as .xlsx.'],
  docm: ['macros', 'a Word document with macros', 'Save it without macros, as .docx.'],
  xlsm: ['macros', 'an Excel workbook with macros', 'Save it without macros, as .xlsx.'],
  xlsb: ['not-accepted', 'a binary Excel workbook', 'Save it as .xlsx.'],
};

/**
 * Checks a file that somebody sent: its content is looked at, and its name must say the same. Refused by name:
 * `empty`, `no-ending`, `old-office`, `macros`, `encrypted`, `unsafe-archive`, `two-at-once`, `cut-off`, `script`,
 * `markup`, `program`, `encoding`, `not-accepted`, and `type-differs` for a content that could be attached under
 * another name.
 */
export async function checkFile(sentName: string, bytes: Uint8Array): Promise<CheckedFile> {
  const name = plainFileName(sentName);
  const ending = endingOf(name);
  if (bytes.length === 0) throw fault('empty', 'The selected file is empty.', 'Check that it is the right file.');
  const [rule, is, todo] = BY_NAME[ending] ?? [];
  if (rule !== undefined) throw fault(rule, `${shown(name)} is named as ${is}.`, todo as string);
  const named = kindNamed(ending);
  const content = await tellContent(bytes);
  if ('rule' in content) throw fault(content.rule, foundSentence(name, named, content.holds), content.todo);
  if (named !== content.kind) throw misnamed(name, named, content);
  const { mediaType } = FILE_KINDS[content.kind];
  return {
    name,
    kind: content.kind,
    mediaType: content.kind === 'csv' ? `${mediaType}; charset=${content.charset}` : mediaType,
    sha256: sha256(bytes),
    bytes,
  };
}

function kindNamed(ending: string): FileKind | null {
  const found = Object.entries(FILE_KINDS).find(([, { endings }]) => endings.includes(ending));
  return found === undefined ? null : (found[0] as FileKind);
}

function misnamed(name: string, named: FileKind | null, content: Extract<FileContent, { kind: FileKind }>): Refusal {
  const holds = content.kind === 'csv' ? 'plain text' : withArticle(content.kind);
  if (name === '' || !name.includes('.')) {
    const [ending] = FILE_KINDS[content.kind].endings;
    return fault('no-ending', foundSentence(name, named, holds), `Name it with the ending .${ending}.`);
  }
  if (named === null && content.kind === 'csv') {
    return fault('not-accepted', foundSentence(name, named, holds), `Save it as a PDF, or a table as CSV.`);
  }
  return fault(
    'type-differs',
    foundSentence(name, named, holds),
    'Attach it under the name that it has in its own program.',
  );
}

function foundSentence(name: string, named: FileKind | null, holds: string): string {
  if (named === null) return `${shown(name)} holds ${holds}; a ${ACCEPTED} file can be attached.`;
  return `${shown(name)} is named as ${withArticle(named)} and holds ${holds}.`;
}

function withArticle(kind: FileKind): string {
  return `${kind === 'xlsx' ? 'an' : 'a'} ${FILE_KINDS[kind].label}`;
}

function shown(name: string): string {
  return name === '' ? 'The selected file' : name;
}

function fault(rule: string, found: string, todo: string): Refusal {
  return refused(rule, `${found} ${todo}`, 'file');
}
