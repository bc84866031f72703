import { formatInstant, londonDay } from '../calendar/day.ts';
import type { Page } from '../people/door.ts';
import type { PageSection } from '../people/page-part.ts';
import { formatCount } from '../platform/count.ts';
import { Fields } from '../platform/form.pages.ts';
import type { Choice } from '../platform/form.ts';
import { type Cell, columns, dayCell, head, ref as refCell, type Table, tagged, words } from '../platform/table.ts';
import { readersShown } from './attachment.form.ts';
import type { Attachment } from './attachment.ts';
import { attachmentKindShown } from './attachment-kind.ts';
import { FILE_KINDS } from './file-kind.ts';

/** Where attached documents are listed, as the way down to their pages begins. */
export const ATTACHMENT_CRUMBS = [
  { text: 'Initiatives', href: '/initiatives' },
  { text: 'Attached documents', href: '/attachments' },
];

/** An attachment, and whether the person who looks may have its file. */
export interface DocumentShown {
  attachment: Attachment;
  mayOpen: boolean;
}

/** An attachment with what it belongs to. */
export interface AttachmentShown extends DocumentShown {
  /** The record that it belongs to, in words, and the address of its page. */
  belongs: { text: string; href: string };
}

/** Who attached and withdrew, by number; null for those whose pages do not say so. */
export type Names = ReadonlyMap<number, string> | null;

/** How large a file is: '820 bytes', '12 KB', '3.4 MB'. */
export function sizeShown(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${formatCount(Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** The address of the form that attaches a document to a record, or a newer version of one. */
export function attachHref(subjectKind: string, subjectRef: string, replaces: string | null = null): string {
  const query = new URLSearchParams({ kind: subjectKind, ref: subjectRef });
  if (replaces !== null) query.set('replaces', replaces);
  return `/attachments/new?${query}`;
}

/** Where the file of an attachment is given out. */
export function fileHref({ ref }: Pick<Attachment, 'ref'>): string {
  return `/attachments/${ref}/file`;
}

function fileCell({ attachment, mayOpen }: DocumentShown): Cell {
  const text = `${FILE_KINDS[attachment.fileKind].label}, ${sizeShown(attachment.size)}`;
  return mayOpen ? { ...words(text, fileHref(attachment)), hidden: ` of ${attachment.ref}` } : words(text);
}

function stateCell({ withdrawal, replacedBy }: Attachment): Cell {
  if (withdrawal !== null) return tagged({ text: 'Withdrawn', classes: 'govuk-tag--red' });
  return replacedBy === null ? words('Current') : words(`Replaced by ${replacedBy}`);
}

function nameOf(names: ReadonlyMap<number, string>, personId: number | null): string {
  return personId === null ? 'The program' : (names.get(personId) ?? `Person ${personId}`);
}

function attachmentRow({ attachment, mayOpen }: DocumentShown, names: Names, belongs: Cell[]): Cell[] {
  return [
    refCell(attachment.ref, `/attachments/${attachment.ref}`),
    words(attachment.title),
    ...belongs,
    words(attachmentKindShown(attachment.kind)),
    fileCell({ attachment, mayOpen }),
    dayCell(londonDay(attachment.recordedAt)),
    ...(names === null ? [] : [words(nameOf(names, attachment.enteredBy))]),
    stateCell(attachment),
  ];
}

/** The documents of one record, for its page. */
export function documentsTable(shown: readonly DocumentShown[], names: Names): Table {
  const by = names === null ? [] : ['By'];
  return {
    caption: 'Documents',
    columns: columns('Document', 'Title', 'Kind', 'File', 'Added', ...by, 'Status'),
    rows: shown.map((one) => attachmentRow(one, names, [])),
    notes: [],
    empty: 'No document is attached.',
  };
}

const WITHDRAWN_READERS = 'The office. Its file: auditors, the chief executive and the chief finance officers alone';

/** Attachments of every record, on the page and in its file alike. */
export function attachmentTable(shown: readonly AttachmentShown[], names: Names): Table {
  const by = names === null ? [] : ['By'];
  return {
    caption: 'Attached documents, newest first',
    columns: columns('Document', 'Title', 'Belongs to', 'Kind', 'File', 'Added', ...by, 'Status'),
    rows: shown
      .toReversed()
      .map((one) => attachmentRow(one, names, [refCell(one.belongs.text, one.belongs.href, 'words')])),
    notes: [],
    empty: 'No document is attached.',
  };
}

/** Every attachment that the person may know of, of one kind of record when one is asked for. */
export function attachmentListPage(table: Table, subjects: readonly Choice[], asked: string): Page {
  const fields = new Fields({ subject: asked }, []);
  return {
    title: 'Attached documents',
    wide: true,
    breadcrumbs: [ATTACHMENT_CRUMBS[0], { text: 'Attached documents' }],
    lede: [
      'Signed agreements, the papers of decisions, evidence: each as it was attached. Attach one on the page of its record.',
    ],
    filter: {
      action: '/attachments',
      fields: [fields.select('subject', 'Belongs to', subjects, { any: 'Any record' })],
      button: 'Show these documents',
    },
    sections: [{ table }],
    links: [
      {
        text: 'Download as CSV',
        href: `/attachments.csv${asked === '' ? '' : `?subject=${encodeURIComponent(asked)}`}`,
      },
    ],
  };
}

/** One attachment with its fingerprint and everything that happened to it. */
export function attachmentPage(
  shown: AttachmentShown,
  versions: readonly Attachment[],
  names: Names,
  may: { replace: boolean; withdraw: boolean; remove: boolean },
): Page {
  const { attachment, belongs } = shown;
  const { ref, withdrawal, replacedBy } = attachment;
  return {
    title: attachment.title,
    wide: true,
    caption: `Attached document ${ref}`,
    breadcrumbs: [...ATTACHMENT_CRUMBS, { text: ref }],
    warnings: [
      ...(withdrawal === null ? [] : [`It was withdrawn. ${withdrawal.reason}`]),
      ...(replacedBy === null || withdrawal !== null ? [] : [`${replacedBy} is the newer version.`]),
    ],
    actions: [
      ...(may.replace
        ? [{ text: 'Attach a newer version', href: attachHref(attachment.subjectKind, attachment.subjectRef, ref) }]
        : []),
      ...(may.withdraw ? [{ text: 'Withdraw it', href: `/attachments/${ref}/withdrawal` }] : []),
    ],
    links: may.remove
      ? [{ text: 'Ask for its file to be removed for good', href: `/removals/new?attachment=${ref}` }]
      : [],
    summary: [
      { key: 'Belongs to', cells: [words(belongs.text, belongs.href)] },
      { key: 'Kind', cells: [words(attachmentKindShown(attachment.kind))] },
      { key: 'Status', cells: [stateCell(attachment)] },
      { key: 'File', cells: [fileCell(shown), words(attachment.fileName)] },
      { key: 'Fingerprint (SHA-256)', cells: [words(attachment.sha256)] },
      { key: 'Who may read it', cells: [words(withdrawal === null ? readersShown(attachment) : WITHDRAWN_READERS)] },
    ],
    sections: [historySection(versions, names)],
  };
}

function historySection(versions: readonly Attachment[], names: Names): PageSection {
  const events = versions.flatMap((version) => {
    const { ref, replaces, recordedAt, enteredBy, withdrawal } = version;
    const attached = replaces === null ? 'Attached' : `Attached as a newer version of ${replaces}`;
    return [
      { ref, at: recordedAt, what: attached, by: enteredBy },
      ...(withdrawal === null
        ? []
        : [{ ref, at: withdrawal.recordedAt, what: `Withdrawn: ${withdrawal.reason}`, by: withdrawal.enteredBy }]),
    ];
  });
  const by = names === null ? [] : ['By'];
  return {
    table: {
      caption: 'History',
      columns: columns('When', 'Document', 'What', ...by),
      rows: events
        .toSorted((a, b) => (a.at < b.at ? -1 : 1))
        .map((event) => [
          head(formatInstant(event.at)),
          refCell(event.ref, `/attachments/${event.ref}`, 'words'),
          words(event.what),
          ...(names === null ? [] : [words(nameOf(names, event.by))]),
        ]),
      notes: [],
      empty: '',
    },
  };
}
