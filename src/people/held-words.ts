import type { HeldText, Reading } from '../audit/gate/reading.ts';
import { plainWords } from '../disclosure/words-gate-plain.ts';
import { escapeHtml } from '../platform/markup.ts';

/** What stands on a page that shows words which are held back. */
export interface HeldBanner {
  text: string;
  href: string | null;
}

/** Says on a page that some of its words are held back from papers; null where none are. */
export function heldBanner({ held, isPaper }: Reading, mayCheck: boolean): HeldBanner | null {
  if (held.size === 0) return null;
  const count = held.size === 1 ? 'One text on this page looks' : `${held.size} texts on this page look`;
  const [verb, them] = held.size === 1 ? ['is', 'it'] : ['are', 'them'];
  if (isPaper) {
    return { text: `${count} personal, so ${them} ${verb} left out until somebody has checked ${them}.`, href: null };
  }
  const text = `${count} personal and ${verb} held back from packs, returns and files until a second person clears ${them} or somebody edits ${them}.`;
  return { text, href: mayCheck ? '/words-to-check' : null };
}

/**
 * Writes text for a page, with what looks personal in held texts marked where it stands and the reason after it, so that
 * it is heard as well as seen. Other text is only made safe.
 */
export function marker({ held, isPaper }: Reading): (text: unknown) => string {
  const texts = isPaper ? [] : [...held.values()];
  return (text) => {
    const shown = text === null || text === undefined ? '' : String(text);
    const plain = plainWords(shown);
    const mine = texts.filter((one) => shown !== '' && (one.text.includes(shown) || shown.includes(one.text)));
    return mine.length === 0 ? escapeHtml(shown) : markedHtml(plain.length === shown.length ? shown : plain, mine);
  };
}

/** A text with each of its findings marked, as HTML. */
export function markedHtml(text: string, held: readonly Pick<HeldText, 'findings'>[]): string {
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
    written += `${escapeHtml(text.slice(after, at))}<mark class="app-held">${escapeHtml(text.slice(at, end))}</mark> <span class="app-held-why">[${escapeHtml(why)}]</span>`;
    after = end;
  }
  return written + escapeHtml(text.slice(after));
}
