import { formatDay, formatInstant } from '../calendar/day.ts';
import { leavesOutNote } from '../figures/registry.ts';
import { correctionHref, factShown } from '../figures/release/fact-shown.ts';
import type { OpenRelease } from '../figures/release/open-release.ts';
import type { FrozenFigure } from '../figures/snapshot.store.ts';
import { shownTrace } from '../figures/trace.pages.ts';
import { scopeShown } from '../ledger/scope.ts';
import { figureHref } from '../ledger/shown-figure.ts';
import type { Meeting } from '../meetings/meeting.ts';
import type { Papers } from '../meetings/papers.store.ts';
import { MEETINGS } from '../meetings/way.ts';
import type { Page } from '../people/door.ts';
import { counted } from '../platform/count.ts';
import { fact } from '../platform/table.ts';
import type { PublishedPack } from './pack.store.ts';
import { frozenText } from './pack.ts';

/** Every published version of a meeting's pack, with what proves that it has not changed. */
export function packListPage(
  meeting: Meeting,
  packs: PublishedPack[],
  names: Map<number, string>,
  may: { publish: boolean; draft: boolean },
): Page {
  const href = `/meetings/${meeting.ref}`;
  return {
    title: `Published versions of ${meeting.ref}`,
    breadcrumbs: [MEETINGS, { text: meeting.ref, href }, { text: 'Published versions' }],
    wide: true,
    draft: may.draft ? `${href}/pack` : null,
    publication: may.publish ? `${href}/publication` : null,
    packs: packs.map((pack) => ({
      name: `Version ${pack.version}`,
      withdrawn: pack.isWithdrawn
        ? 'Withdrawn, and its copies destroyed: two people removed personal data that it carried. Its fingerprints are kept.'
        : null,
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

/** What publishing will do, before it is done. */
export function publicationPage(
  meeting: Meeting,
  papers: Papers,
  initiatives: { ref: string; name: string }[],
  version: number,
  refusal: string | null,
  { answer }: Pick<OpenRelease, 'answer'>,
): Page {
  const href = `/meetings/${meeting.ref}`;
  const missing = initiatives.filter(({ ref }) => !papers.highlights.some(({ initiative }) => initiative === ref));
  return {
    title: 'Check before you publish',
    caption: meeting.ref,
    breadcrumbs: [MEETINGS, { text: meeting.ref, href }, { text: 'Publication' }],
    errors: refusal === null ? [] : [{ text: refusal, href: '#publish' }],
    action: `${href}/publication`,
    draft: `${href}/pack`,
    standing:
      version === 1
        ? 'Nothing is published yet.'
        : `Version ${version - 1} is published and stays as it is; version ${version} will stand beside it.`,
    button: `Publish version ${version}`,
    facts: [
      fact('Meeting', `${meeting.ref}, ${formatDay(meeting.heldOn)}`),
      fact('It becomes', `Version ${version}`),
      fact('Agenda', papers.agenda.length === 0 ? 'Nothing is on it yet' : `${papers.agenda.length} items`),
      fact('Finance commentary', papers.commentary === null ? 'Not written' : 'Written'),
      fact(
        'Highlight reports not written',
        missing.length === 0
          ? 'None: every initiative has one'
          : missing.map(({ ref, name }) => `${ref} ${name}`).join(', '),
      ),
      fact('Counts of people', protectionShown(answer)),
    ],
    held: answer.held.map(({ key }) => ({ text: factShown(key), href: correctionHref(key) })),
  };
}

/** What became of the counts of people, without any of them. */
function protectionShown({ status, hidden, tables, held, givenAway }: OpenRelease['answer']): string {
  if (status === 'given-away') {
    const names = [...new Set(givenAway.map(({ key }) => factShown(key)))].join('; ');
    return `Cannot be published so: what readers have already gives these away: ${names}`;
  }
  if (status === 'held')
    return `${counted(held.length, 'small correction waits', 'small corrections wait')} for a decision`;
  const withheld =
    tables.length === 0 ? 'nothing is withheld' : `withheld of ${tables.map(({ table }) => table).join(', ')}`;
  return `Protected: ${counted(hidden.length, 'number is', 'numbers are')} hidden, ${withheld}`;
}

/** A number of a published pack, with the rows that were behind it. */
export function frozenFigurePage(pack: PublishedPack, frozen: FrozenFigure, maySeeSpend: boolean): Page {
  const href = `/packs/${pack.meetingRef}/${pack.version}`;
  return {
    title: frozen.label,
    caption: scopeShown(frozen.scope),
    breadcrumbs: [
      MEETINGS,
      { text: pack.meetingRef, href: `/meetings/${pack.meetingRef}` },
      { text: `Version ${pack.version}`, href },
    ],
    text: frozenText(frozen),
    note: leavesOutNote(frozen, frozen.leavesOut),
    means: frozen.means,
    frozen: `Frozen as figure ${frozen.number} of version ${pack.version}, as at ${formatInstant(pack.asAt)} (act ${pack.asAtSeq} of the record).`,
    now: figureHref(frozen.figure, frozen.scope),
    adds: frozen.unit === 'pence' || frozen.unit === 'count',
    rows: shownTrace(frozen, frozen.rows, maySeeSpend),
  };
}
