import type { Site } from '../audit/act.ts';
import { figureKey } from '../figures/figure-key.ts';
import type { FrozenFigure } from '../figures/snapshot.store.ts';
import { scopeTexts } from '../ledger/scope.ts';
import { figureHref } from '../ledger/shown-figure.ts';
import { canonical, type Plain } from '../platform/digest.ts';
import { assemble } from './assemble.ts';
import type { PackModel } from './pack.ts';
import { type PackLinks, renderHtml } from './render-html.ts';
import { renderPackPdf } from './render-pdf.ts';

/** A pack made whole: both renderings of one model, and every figure in it with the rows behind it. */
export interface BuiltPack {
  html: Buffer;
  pdf: Buffer;
  model: PackModel;
  figures: FrozenFigure[];
}

/** The pack of a meeting as a draft, as at now. Its numbers open as at the cut-off. */
export async function buildPack(site: Site, officeId: number, meetingRef: string): Promise<BuiltPack> {
  const { html, model, figures } = await draftHtml(site, officeId, meetingRef);
  return { html: Buffer.from(html), pdf: Buffer.from(await renderPackPdf(model)), model, figures };
}

/** The draft's HTML alone, which costs no PDF. */
export async function draftHtml(
  site: Site,
  officeId: number,
  meetingRef: string,
): Promise<{ html: string; model: PackModel; figures: FrozenFigure[] }> {
  const { context, model, figures, release } = await assemble(site.db, officeId, meetingRef, null);
  const moment = { seq: context.cutOff.seq, at: context.cutOff.at };
  const href = `/meetings/${context.meeting.ref}`;
  const links: PackLinks = {
    hrefOf: (number) => {
      const { figure, scope } = figures[number - 1] as FrozenFigure;
      // What a count of people is in a draft, no page says before it is published.
      return figure.startsWith('since-count.') || release.asked.has(figureKey(figure, scope))
        ? null
        : figureHref(figure, scope, moment);
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
