import type { FrozenFigure } from '../figures/snapshot.store.ts';
import { type CopyKind, copyCode, WHOLE } from './copy.ts';
import { notPublic, packMarking, restricted, withheldFrom } from './marking.ts';
import { offlineHtml } from './offline.ts';
import type { Block, PackModel, Section } from './pack.ts';
import { figuresShown, REGISTER_ID } from './register.ts';
import { renderHtml } from './render-html.ts';
import { type PagedPdf, PLACEHOLDER, renderPackPdf } from './render-pdf.ts';

/** One copy of a published version, made whole. */
export interface MadeCopy extends CopyKind {
  code: string;
  html: Buffer;
  pdf: Buffer;
  /** One file that works without a network; the public copy has none, since it opens to nothing. */
  offline: Buffer | null;
}

/** What a version is called, where it stands, and who may come to read it. */
export interface CopiesOf {
  model: PackModel;
  figures: readonly FrozenFigure[];
  /** The numbers of figures that were protected for the group's readers: what they stand in does not go to the public. */
  guarded: readonly number[];
  /** Where the version stands, such as `/packs/PEG-2015-03/1`. */
  href: string;
  /** Where people reach the program; null where nobody said. */
  address: string | null;
  /** The people who may read packs. */
  readers: readonly number[];
}

/** Every copy of a version: whole, as each reader gets it who does not get all of it, and for the public. */
export async function renderCopies(of: CopiesOf): Promise<[MadeCopy, ...MadeCopy[]]> {
  const { model, readers } = of;
  const sets = [restricted(model), ...readers.map((id) => withheldFrom(id, model))].filter((ids) => ids.length > 0);
  const withheld = [...new Map(sets.map((ids) => [ids.join(), ids])).values()];
  const whole = await renderedWhole(of);
  const copies: [MadeCopy, ...MadeCopy[]] = [whole.copy];
  for (const ids of withheld) {
    copies.push(await renderedCopy(of, { audience: 'readers', withheld: ids }, whole.paged));
  }
  copies.push(await renderedCopy(of, { audience: 'public', withheld: notPublicOf(of) }, whole.paged));
  return copies;
}

/** What the public does not get: papers that are not for everybody, and counts of people protected for others. */
function notPublicOf({ model, guarded }: CopiesOf): string[] {
  const papers = notPublic(model);
  const isLeft = (section: Section): boolean =>
    papers.includes(section.id) || [...figuresShown([section])].some((figure) => guarded.includes(figure));
  return model.sections.filter(isLeft).map(({ id }) => id);
}

async function renderedWhole(of: CopiesOf): Promise<{ copy: MadeCopy; paged: PagedPdf }> {
  const { model, figures, href, address } = of;
  const code = copyCode(model, figures, WHOLE);
  const paged = await renderPackPdf(model, { code, address, hrefOf: (figure) => `${href}/figures/${figure}` });
  return { copy: { ...WHOLE, code, ...(await filesOf(of, WHOLE, code, paged)) }, paged };
}

async function renderedCopy(of: CopiesOf, kind: CopyKind, whole: PagedPdf): Promise<MadeCopy> {
  const model = withoutSections(of.model, kind.withheld);
  const code = copyCode(model, of.figures, kind);
  const paged = await renderPackPdf(model, {
    code,
    address: of.address,
    hrefOf: kind.audience === 'public' ? null : (figure) => `${of.href}/figures/${figure}`,
    withheld: { sections: kind.withheld, pages: whole.pages },
  });
  return { ...kind, code, ...(await filesOf({ ...of, model }, kind, code, paged)) };
}

async function filesOf(
  { model, figures, href }: CopiesOf,
  kind: CopyKind,
  code: string,
  { pdf, pages }: PagedPdf,
): Promise<Pick<MadeCopy, 'html' | 'pdf' | 'offline'>> {
  const isPublic = kind.audience === 'public';
  const shared = { pages, withheld: kind.withheld, code: { text: code, href: `/check?code=${code}` } };
  const html = await renderHtml(model, {
    ...shared,
    hrefOf: (figure) => (isPublic ? `#F${figure}` : `${href}/figures/${figure}`),
    links: isPublic ? [] : linksOf(model, href),
  });
  const offline = isPublic ? null : await offlineHtml(model, figures, shared);
  return { html: Buffer.from(html), pdf: Buffer.from(pdf), offline: offline === null ? null : Buffer.from(offline) };
}

function linksOf({ meetingRef }: PackModel, href: string): { href: string; text: string }[] {
  return [
    { href: `/meetings/${meetingRef}`, text: 'The meeting' },
    { href: `${href}.pdf`, text: 'This version as PDF' },
    { href: `${href}/offline.html`, text: 'One file to read without a network' },
    { href: `/meetings/${meetingRef}/packs`, text: 'All versions and fingerprints' },
  ];
}

/**
 * The model of a copy that leaves sections out: nothing of them is in it but their titles and whose they are, nor of
 * the figures that stand in them alone. Its marking is the highest of what is left.
 */
export function withoutSections(model: PackModel, withheld: readonly string[]): PackModel {
  if (withheld.length === 0) return model;
  const kept = model.sections.filter(({ id }) => !withheld.includes(id));
  const shown = figuresShown(kept, model.opening);
  const left: Block[] = [{ kind: 'words', paragraphs: [PLACEHOLDER] }];
  return {
    ...model,
    marking: packMarking(kept),
    sections: model.sections.map((section) => {
      if (withheld.includes(section.id)) {
        const { limits, ...rest } = section;
        if (limits === undefined) return { ...rest, blocks: left };
        return { ...rest, title: limits.plainTitle, blocks: left, limits: { ...limits, readers: null } };
      }
      if (section.id !== REGISTER_ID) return section;
      return {
        ...section,
        blocks: section.blocks.map((block) =>
          block.kind !== 'register' ? block : { ...block, rows: block.rows.filter(({ figure }) => shown.has(figure)) },
        ),
      };
    }),
  };
}
