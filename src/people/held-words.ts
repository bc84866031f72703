import { HELD, type HeldText, type Reading } from '../audit/gate/reading.ts';
import { plainWords } from '../disclosure/words-gate-plain.ts';
import { escapeHtml, html } from '../platform/markup.ts';

/** Stands in a page where it is said that words on it are held back; what is said is known once the page is written. */
export const HELD_NOTE = '<!-- words to check -->';

/**
 * Writes the texts of one page, with what looks personal in held texts marked where it stands and the reason after it,
 * so that it is heard as well as seen. Other text is only made safe.
 */
export class Marker {
  private readonly reading: Reading;
  private readonly shown = new Set<string>();

  constructor(reading: Reading) {
    this.reading = reading;
  }

  /** A text as HTML. */
  said(text: unknown): string {
    const shown = text === null || text === undefined ? '' : String(text);
    if (shown === '' || this.reading.held.size === 0) return escapeHtml(shown);
    if (this.reading.isPaper) {
      if (shown.includes(HELD)) this.shown.add(HELD);
      return escapeHtml(shown);
    }
    const plain = plainWords(shown);
    const mine = [...this.reading.held.values()].filter((one) => one.text.includes(shown) || shown.includes(one.text));
    const marked = markedHtml(plain.length === shown.length ? shown : plain, mine);
    if (marked.includes('<mark')) for (const { digest } of mine) this.shown.add(digest);
    return marked;
  }

  /** Says at the top of the page that words on it are held back; empty where none are. */
  note(withLink: boolean): string {
    const count = this.shown.size;
    if (count === 0) return '';
    const link = withLink ? html` <a class="govuk-link" href="/words-to-check">Check them</a>` : '';
    return html`<div class="govuk-inset-text app-held-note"><p class="govuk-body"><strong>Words to check.</strong> ${this.sentence(count)}${link}</p></div>`.toString();
  }

  private sentence(count: number): string {
    if (this.reading.isPaper) return 'Words on this page look personal, so they are left out until they were checked.';
    return count === 1
      ? 'A text on this page looks personal. Packs, returns and files leave it out until a second person clears it or somebody edits it.'
      : `${count} texts on this page look personal. Packs, returns and files leave them out until a second person clears them or somebody edits them.`;
  }
}

/** A text with each of its findings marked, as HTML. */
function markedHtml(text: string, held: readonly Pick<HeldText, 'findings'>[]): string {
  const plain = plainWords(text);
  const places = held
    .flatMap(({ findings }) => findings)
    .map(({ words, why }) => ({ at: plain.indexOf(words), words, why }))
    .filter(({ at, words }) => at >= 0 && words !== '')
    .toSorted((a, b) => a.at - b.at);
  let written = '';
  let after = 0;
  for (const { at, words, why } of places) {
    if (at < after) continue;
    const end = at + words.length;
    const mark = html`<mark class="app-held">${text.slice(at, end)}</mark> <span class="app-held-why">[${why}]</span>`;
    written += `${escapeHtml(text.slice(after, at))}${mark}`;
    after = end;
  }
  return written + escapeHtml(text.slice(after));
}
