import type { Visit } from '../people/door.ts';
import type { PagePart, ReadPart } from '../people/page-part.ts';
import { readNames } from '../people/person.store.ts';
import { attachHref, documentsTable, type Names } from './attachment.pages.ts';
import { listAttachments } from './attachment.store.ts';
import { isStanding, mayOpen, maySee } from './attachment.ts';

/**
 * The section "Documents" of a record's page, with the button that attaches one: `kind` is the record's key among the
 * `AttachmentSubjects`, and the part is read with the record's reference. With `wanted`, the office is warned while
 * no document of that kind stands.
 */
export function readAttachmentPart(kind: string, wanted?: { kind: string; warning: string }): ReadPart {
  return async (visit: Visit, ref: string): Promise<PagePart> => {
    // A district's contact sees what is attached to observations of that district, which stands beside these.
    if (!visit.may('attachment.read', { district: '' })) return {};
    const { db } = visit.site;
    const all = await listAttachments(db, visit.office.id, { subjectKind: kind, subjectRef: ref });
    const seen = all.filter((attachment) => maySee(visit, attachment));
    const isOffice = visit.may('attachment.read-all');
    if (seen.length === 0 && !isOffice) return {};
    const isMissing =
      wanted !== undefined && !all.some((attachment) => attachment.kind === wanted.kind && isStanding(attachment));
    const shown = seen.map((attachment) => ({ attachment, mayOpen: mayOpen(visit, attachment) }));
    return {
      warnings: isOffice && isMissing ? [wanted.warning] : [],
      actions: visit.may('attachment.add', { district: '' })
        ? [{ text: 'Attach a document', href: attachHref(kind, ref) }]
        : [],
      sections: [{ id: 'documents', table: documentsTable(shown, await readAttachers(visit)) }],
    };
  };
}

/** Who attached and withdrew, for the office; members of the PEG are not told. */
export async function readAttachers(visit: Visit): Promise<Names> {
  return visit.may('attachment.read-all') ? readNames(visit.site.db, visit.office.id) : null;
}
