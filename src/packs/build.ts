import type { Site } from '../audit/act.ts';
import { isGuarded } from '../figures/release/open-release.ts';
import type { FrozenFigure } from '../figures/snapshot.store.ts';
import { scopeTexts } from '../ledger/scope.ts';
import { figureHref } from '../ledger/shown-figure.ts';
import { canonical, type Plain } from '../platform/digest.ts';
import { assemble } from './assemble.ts';
import { withheldFrom } from './marking.ts';
import type { PackModel } from './pack.ts';
import { finished } from './register.ts';
import { withoutSections } from './render-copy.ts';
import { type PackLinks, renderHtml } from './render-html.ts';
import { NO_IMPRINT, renderPackPdf } from './render-pdf.ts';

/** A pack made whole: both renderings of one model, and every figure in it with the rows behind it. */
export interface BuiltPack {
  html: Buffer;
  pdf: Buffer;
  model: PackModel;
  figures: FrozenFigure[];
}

/**
 * The pack of a meeting as a draft, as at now. Its numbers open as at the cut-off. Where a reader is named, without the
 * papers that do not go to them.
 */
export async function buildPack(
  site: Site,
  officeId: number,
  meetingRef: string,
  readerId: number | null = null,
): Promise<BuiltPack> {
  const { html, model, figures } = await draftHtml(site, officeId, meetingRef, { readerId, withRows: true });
  const { pdf } = await renderPackPdf(model, NO_IMPRINT);
  return { html: Buffer.from(html), pdf: Buffer.from(pdf), model, figures };
}

/** The draft's HTML alone, which costs no PDF and, unless they are asked for, no reading of what is behind its figures. */
export async function draftHtml(
  site: Site,
  officeId: number,
  meetingRef: string,
  { readerId = null, withRows = false }: { readerId?: number | null; withRows?: boolean } = {},
): Promise<{ html: string; model: PackModel; figures: FrozenFigure[] }> {
  const assembled = await assemble(site.db, officeId, meetingRef, null, null, withRows);
  const { context, figures, release } = assembled;
  const withheld = readerId === null ? [] : withheldFrom(readerId, assembled.model);
  const model = withoutSections(
    finished(assembled.model, figures, [context.last, context.superseded], withRows),
    withheld,
  );
  const moment = { seq: context.cutOff.seq, at: context.cutOff.at };
  const href = `/meetings/${context.meeting.ref}`;
  const links: PackLinks = {
    withheld,
    hrefOf: (number) => {
      const { figure, scope } = figures[number - 1] as FrozenFigure;
      // What a count of people is in a draft, no page says before it is published.
      return isGuarded(release, figure, scope) ? null : figureHref(figure, scope, moment);
    },
    links: [
      { href, text: 'Back to the meeting' },
      { href: `${href}/pack.pdf`, text: 'Draft as PDF' },
      { href: `${href}/sections`, text: 'Sections and sign-off' },
      { href: `${href}/packs`, text: 'Published versions' },
    ],
  };
  return { html: await renderHtml(model, links), model, figures };
}

/** The figures of a pack as a file: each with its scope, its value and the rows that add up to it. */
export function figuresFile(figures: readonly FrozenFigure[]): Buffer {
  const content = figures.map((figure) => ({ ...figure, scope: scopeTexts(figure.scope) }));
  return Buffer.from(`${canonical(content as unknown as Plain)}\n`);
}
