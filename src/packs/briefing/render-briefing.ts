import { readFileSync } from 'node:fs';
import ejs from 'ejs';
import { dayParts, formatDay } from '../../calendar/day.ts';
import { renderMarkedPdf } from '../../platform/pdf.ts';
import { inProject } from '../../platform/root.ts';
import type { Imprint } from '../render-pdf.ts';
import type { BriefingModel } from './briefing.ts';

const TIMEOUT_MS = 30_000;

/** A briefing as a tagged PDF (PDF/UA-1), and how many pages it has. The same model and imprint give the same bytes. */
export async function renderBriefingPdf(
  model: BriefingModel,
  { code, address, hrefOf }: Imprint,
): Promise<{ pdf: Uint8Array; pages: number }> {
  const href = (figure: number) => (address === null || hrefOf === null ? null : `${address}${hrefOf(figure)}`);
  const { pdf, marks } = await renderMarkedPdf({
    template: inProject('views', 'packs', 'briefing.typ'),
    data: {
      ...model,
      code,
      checkAt: address === null ? 'the office' : `${address.replace(/^https?:\/\//, '')}/check`,
      date: dayParts(model.day),
      dayShown: formatDay(model.day),
      register: model.register.map((row) => ({ ...row, href: href(row.figure) })),
    },
    standard: 'ua-1',
    timeoutMs: TIMEOUT_MS,
  });
  return { pdf, pages: (marks.at(-1) as { page: number }).page };
}

/** A briefing as one HTML document that needs no other file. */
export async function renderBriefingHtml(
  model: BriefingModel,
  shown: {
    hrefOf: (figure: number) => string;
    links: { href: string; text: string }[];
    code: { text: string; href: string } | null;
  },
): Promise<string> {
  const css = readFileSync(inProject('views', 'packs', 'pack.css'), 'utf8');
  const locals = { model, css, dayShown: formatDay(model.day), ...shown };
  return ejs.renderFile(inProject('views', 'packs', 'briefing', 'letter.ejs'), locals, { cache: true });
}
