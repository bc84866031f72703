import { createHash } from 'node:crypto';
import { type Once, perform, type Site } from '../../audit/act.ts';
import { demandNothingHeld } from '../../audit/gate/held.ts';
import { Reading, readAs } from '../../audit/gate/reading.ts';
import { chainHead, type Head } from '../../audit/verify.ts';
import { formatInstant } from '../../calendar/day.ts';
import { freeze } from '../../documents/document.store.ts';
import { computeFigures } from '../../figures/compute.ts';
import {
  demandPublishable,
  type OpenRelease,
  openRelease,
  registerRelease,
} from '../../figures/release/open-release.ts';
import type { FrozenFigure } from '../../figures/snapshot.store.ts';
import { scopeTexts } from '../../ledger/scope.ts';
import { demand } from '../../people/may.ts';
import { findOffice } from '../../people/office.store.ts';
import { doer, type Person } from '../../people/person.ts';
import { canonical, type Plain } from '../../platform/digest.ts';
import { Refusal, refused } from '../../platform/refusal.ts';
import { codeOf } from '../copy.ts';
import { frozenText } from '../pack.ts';
import { behindShown, scopeInBrief } from '../register.ts';
import { type KeptText, listIssues, listTexts } from './briefing.store.ts';
import { BRIEFING_KINDS, type BriefingModel, briefingDay, figuresIn, partsOf } from './briefing.ts';
import { renderBriefingHtml, renderBriefingPdf } from './render-briefing.ts';

/** A briefing with every figure in it, as at the last act recorded. */
export interface MadeBriefing {
  model: BriefingModel;
  figures: FrozenFigure[];
  /** Its counts of people, protected against everybody. */
  release: OpenRelease;
  text: KeptText;
  /** What it met of words that nobody has checked yet. */
  reading: Reading;
}

/** The latest text of a briefing with its figures as at now; without a version it is a draft. */
export async function makeBriefing(
  site: Site,
  officeId: number,
  ref: string,
  version: number | null,
): Promise<MadeBriefing> {
  const reading = Reading.ofPaper();
  return readAs(reading, async () => {
    const [text] = await listTexts(site.db, officeId, ref);
    const head = (await chainHead(site.db, officeId)) as Head;
    const office = await findOffice(site.db, officeId);
    const moment = { seq: head.seq, at: head.at };
    const asked = figuresIn(text.text);
    // A letter may be handed on to anybody.
    const { books, release } = await openRelease(site.db, officeId, {
      kind: 'publication',
      ref: `${ref}/${version ?? 'draft'}`,
      audience: { kind: 'public' },
      moment,
      asked,
    });
    const figures = await computeFigures(books, asked);
    const model: BriefingModel = {
      format: 1,
      ref,
      version,
      kind: text.kind,
      title: text.title,
      office: office.name,
      addressee: text.addressee,
      signatory: text.signatory,
      marking: text.marking,
      handling: text.handling,
      demonstration: office.demonstration,
      status: version === null ? 'Draft, not issued' : version === 1 ? 'Issued' : `Issued, version ${version}`,
      parts: partsOf(text.text, figures),
      register: figures.map((figure) => ({
        figure: figure.number,
        label: figure.label,
        scope: scopeInBrief(figure.scope),
        text: frozenText(figure),
        behind: behindShown(figure.rows.length),
      })),
      chain: { seq: head.seq, hash: head.hash, at: head.at, shown: formatInstant(head.at) },
      day: briefingDay(head.at),
    };
    return { model, figures, release, text, reading };
  });
}

/**
 * Issues a briefing as its next version and answers the number: its text, the figures with what is behind them, the
 * page and the PDF are frozen. Refused (`held-words`) while words in it look personal and nobody has checked them.
 */
export async function issueBriefing(site: Site, person: Person, ref: string, once: Once | null): Promise<number> {
  demand(person, 'briefing.issue');
  const { officeId } = person;
  const issued = await listIssues(site.db, officeId, { ref });
  const version = (issued[0]?.version ?? 0) + 1;
  const { model, figures, release, text, reading } = await makeBriefing(site, officeId, ref, version);
  const what = `The ${BRIEFING_KINDS[model.kind].toLowerCase()}`;
  await demandNothingHeld(site.db, reading, { what, printed: JSON.stringify([model, figures]) });
  if (issued[0]?.textVersion === text.version) {
    throw refused('issued-already', `${what} was issued as it stands. Change its text before you issue it again.`);
  }
  demandPublishable(release);
  const href = `/briefings/${ref}/${version}`;
  const hrefOf = (figure: number): string => `${href}/figures/${figure}`;
  const content = Buffer.from(
    canonical(figures.map((figure) => ({ ...figure, scope: scopeTexts(figure.scope) })) as unknown as Plain),
  );
  const whole = Buffer.from(canonical(model as unknown as Plain));
  const code = codeOf(createHash('sha256').update(`briefing\0${whole}\0${content}`).digest());
  const { pdf } = await renderBriefingPdf(model, { code, address: site.address ?? null, hrefOf });
  const html = await renderBriefingHtml(model, {
    hrefOf,
    links: [
      { href: `/briefings/${ref}`, text: 'The text and its versions' },
      { href: `${href}.pdf`, text: 'This version as PDF' },
    ],
    code: { text: code, href: `/check?code=${code}` },
  });
  return perform(site, doer(person), 'briefing.issue', once, async (act) => {
    const before = (await listIssues(act.trx, officeId, { ref }))[0]?.version ?? 0;
    if (before + 1 !== version) {
      throw new Refusal('conflict', 'issued-meanwhile', `Somebody else issued version ${before} meanwhile. Read it.`);
    }
    const name = `${ref}-v${version}`;
    const frozen = (mediaType: string, fileName: string, bytes: Uint8Array) =>
      freeze(act, { mediaType, fileName, content: bytes });
    const files = {
      model: await frozen('application/json', `${name}.json`, whole),
      figures: await frozen('application/json', `figures-${name}.json`, content),
      html: await frozen('text/html', `${name}.html`, Buffer.from(html)),
      pdf: await frozen('application/pdf', `${name}.pdf`, pdf),
    };
    await act.add('briefing_issue', {
      briefing_ref: ref,
      version,
      text_version: text.version,
      code,
      as_at_seq: model.chain.seq,
      as_at: model.chain.at,
      model_document_id: files.model.id,
      figures_document_id: files.figures.id,
      html_document_id: files.html.id,
      pdf_document_id: files.pdf.id,
      issued_by: person.id,
    });
    await registerRelease(act, release);
    return {
      subject: { kind: 'briefing', ref: `${ref}/${version}` },
      detail: {
        version,
        as_at_seq: model.chain.seq,
        figures: figures.length,
        pdf: files.pdf.sha256,
        html: files.html.sha256,
      },
      result: version,
    };
  });
}
