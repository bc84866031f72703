import { formatInstant } from '../calendar/day.ts';
import { leavesOutNote } from '../figures/registry.ts';
import type { FrozenFigure } from '../figures/snapshot.store.ts';
import { traceTable } from '../figures/trace.pages.ts';
import { scopeShown } from '../ledger/scope.ts';
import { figureHref } from '../ledger/shown-figure.ts';
import type { Meeting } from '../meetings/meeting.ts';
import { MEETINGS } from '../meetings/way.ts';
import type { Page } from '../people/door.ts';
import type { PackCopy } from './copy.store.ts';
import type { PublishedPack } from './pack.store.ts';
import { frozenText } from './pack.ts';

/** Every published version of a meeting's pack, with what proves that it has not changed. */
export function packListPage(
  meeting: Meeting,
  packs: PublishedPack[],
  names: Map<number, string>,
  rights: { publish: boolean; draft: boolean; withdraw: boolean; later: readonly string[] },
  copies: readonly PackCopy[],
): Page {
  const href = `/meetings/${meeting.ref}`;
  return {
    title: `Published versions of ${meeting.ref}`,
    breadcrumbs: [MEETINGS, { text: meeting.ref, href }, { text: 'Published versions' }],
    wide: true,
    draft: rights.draft ? `${href}/pack` : null,
    publication: rights.publish ? `${href}/publication` : null,
    sections: `${href}/sections`,
    packs: packs.map((pack, index) => ({
      name: `Version ${pack.version}`,
      withdrawn: pack.isWithdrawn
        ? 'Withdrawn, and its copies destroyed: two people removed personal data that it carried. Its fingerprints are kept.'
        : null,
      state: stateOf(pack, packs[index - 1], names),
      withdrawal:
        rights.withdraw && index === 0 && rights.later.length === 0 && pack.withdrawal === null
          ? `/packs/${pack.meetingRef}/${pack.version}/withdrawal`
          : null,
      reason: pack.reason,
      copies: copyLinks(copies.filter(({ version }) => version === pack.version)),
      ...codeLink(copies.find(({ version }) => version === pack.version)?.code ?? null),
      href: `/packs/${pack.meetingRef}/${pack.version}`,
      pdf: `/packs/${pack.meetingRef}/${pack.version}.pdf`,
      at: formatInstant(pack.publishedAt),
      by: names.get(pack.publishedBy) ?? '',
      asAt: `${formatInstant(pack.asAt)} (act ${pack.asAtSeq})`,
      fingerprints: [
        { name: 'HTML', text: pack.htmlFingerprint },
        { name: 'PDF', text: pack.pdfFingerprint },
        { name: 'Model', text: pack.modelFingerprint },
      ],
    })),
  };
}

/** Where the copies of a version stand besides its page and its PDF; none of an old version, which has no copies. */
function copyLinks(copies: readonly PackCopy[]): { text: string; href: string }[] {
  const [whole] = copies;
  if (whole === undefined) return [];
  const href = `/packs/${whole.meetingRef}/${whole.version}`;
  return [
    { text: 'One file to read without a network', href: `${href}/offline.html` },
    { text: 'Dossier for auditors (ZIP)', href: `${href}/dossier.zip` },
    { text: 'For the public, as a page', href: `${href}/public.html` },
    { text: 'For the public, as PDF', href: `${href}/public.pdf` },
  ];
}

/** Whether a version stands, was withdrawn, or gave way to a newer one. */
function stateOf(
  { withdrawal }: PublishedPack,
  newer: PublishedPack | undefined,
  names: ReadonlyMap<number, string>,
): string {
  if (withdrawal !== null) {
    return `Withdrawn by ${names.get(withdrawal.by) ?? ''}, ${formatInstant(withdrawal.at)}: ${withdrawal.reason}`;
  }
  return newer === undefined ? 'Stands' : `Superseded by version ${newer.version}`;
}

/** A number of a published pack, with the rows that were behind it. */
export function frozenFigurePage(pack: PublishedPack, frozen: FrozenFigure, maySeeSpend: boolean): Page {
  const href = `/packs/${pack.meetingRef}/${pack.version}`;
  const text = frozenText(frozen);
  return {
    title: frozen.label,
    caption: scopeShown(frozen.scope),
    breadcrumbs: [
      MEETINGS,
      { text: pack.meetingRef, href: `/meetings/${pack.meetingRef}` },
      { text: `Version ${pack.version}`, href },
    ],
    text,
    note: leavesOutNote(frozen, frozen.leavesOut),
    means: frozen.means,
    frozen: `Frozen as figure ${frozen.number} of version ${pack.version}, as at ${formatInstant(pack.asAt)} (act ${pack.asAtSeq} of the record).`,
    now: figureHref(frozen.figure, frozen.scope),
    table: traceTable(frozen, frozen.rows, { caption: 'What was behind this figure', text, maySeeSpend }),
  };
}

/** The code of a version, and where a file is checked against it. */
function codeLink(code: string | null): { code: string | null; check: string | null } {
  return { code, check: code === null ? null : `/check?code=${code}` };
}
