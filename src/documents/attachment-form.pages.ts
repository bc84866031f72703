import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { READERS } from './attachment.form.ts';
import { ATTACHMENT_CRUMBS, type AttachmentShown, attachHref } from './attachment.pages.ts';
import type { Attachment } from './attachment.ts';
import { ACCEPT, ACCEPTED } from './file-kind.ts';

/** What a document is to be attached to. */
export interface AttachTo {
  kind: string;
  ref: string;
  belongs: { text: string; href: string };
  /** The attachment of which the document is a newer version. */
  replaces: Attachment | null;
  kinds: readonly Choice[];
}

/** The form that attaches a document to a record, or a newer version of one. */
export function attachFormPage(to: AttachTo, typed?: Typed, errors: readonly FieldError[] = []): Page {
  const { kind, ref, belongs, replaces, kinds } = to;
  const fields = new Fields(typed ?? typedFrom(to), errors);
  const again = errors.length === 0 ? '' : ' A page cannot keep a file: select it again.';
  return formPage(
    {
      title: replaces === null ? 'Attach a document' : `Attach a newer version of ${replaces.ref}`,
      caption: belongs.text,
      action: attachHref(kind, ref, replaces?.ref ?? null),
      button: 'Attach the document',
      enctype: 'multipart/form-data',
      breadcrumbs: [{ text: belongs.text, href: belongs.href }],
      lede: [
        ...(replaces === null ? [] : [`${replaces.ref} is kept, and shown as replaced.`]),
        'Do not attach anything about an identifiable child, victim, suspect or carer.',
      ],
    },
    [
      fields.text('title', 'Title', { hint: 'What it is, as its readers know it. Do not name people.' }),
      fields.radios('kind', 'Kind of document', kinds),
      fields.radios('readers', 'Who may read it', READERS),
      fields.file('file', 'File', { accept: ACCEPT, hint: `${ACCEPTED}, 10 MB at most.${again}` }),
    ],
    errors,
  );
}

function typedFrom({ replaces, kinds }: AttachTo): Typed {
  if (replaces === null) return { kind: kinds.length === 1 ? (kinds[0]?.value ?? '') : '', readers: 'office' };
  return { kind: replaces.kind, title: replaces.title, readers: replaces.forMembers ? 'members' : 'office' };
}

/** The form that withdraws a document. */
export function withdrawalPage(
  { attachment, belongs }: AttachmentShown,
  typed: Typed = {},
  errors: readonly FieldError[] = [],
): Page {
  const { ref, title } = attachment;
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: `Withdraw ${ref}`,
      caption: `${title}, ${belongs.text}`,
      action: `/attachments/${ref}/withdrawal`,
      button: 'Withdraw the document',
      breadcrumbs: [...ATTACHMENT_CRUMBS, { text: ref, href: `/attachments/${ref}` }],
      lede: [
        'It stays listed as withdrawn, with your reason and your name. Its file is kept, and given only to auditors and to those who answer for the record.',
      ],
    },
    [fields.longText('reason', 'Reason', { rows: 3, hint: 'Shown with the document. Do not name people.' })],
    errors,
  );
}
