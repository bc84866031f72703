const LONGEST = 400;
const LONGEST_FORM = 200;

/** Phrases that files write in several ways, each as the one that stands for it. The longer come first. */
const PHRASES: readonly (readonly [phrase: string, short: string])[] = [
  ['metropolitan borough council', 'mbc'],
  ['metropolitan district council', 'mdc'],
  ['metropolitan borough', 'mb'],
  ['metropolitan district', 'md'],
  ['public limited company', 'plc'],
  ['community interest company', 'cic'],
  ['limited liability partnership', 'llp'],
  ['borough council', 'bc'],
  ['district council', 'dc'],
  ['county council', 'cc'],
  ['limited', 'ltd'],
  ['company', 'co'],
  ['saint', 'st'],
];

/**
 * The form of a name by which spellings of it are compared: small letters without accents; dots, commas, hyphens and
 * apostrophes gone; `&` is `and`; initials stand together, so `M.B.C.`, `M B C` and `Metropolitan Borough Council` are
 * the same; `Limited` is `ltd`; the `The` before it gone. A text of any length is cut short first. Empty when the name
 * holds no letter and no digit. The form of a form is itself.
 */
export function normalForm(name: string): string {
  let form = [...name.slice(0, LONGEST * 4)].slice(0, LONGEST).join('');
  for (;;) {
    const next = simpler(form);
    if (next === form) return form;
    form = next;
  }
}

function simpler(text: string): string {
  const letters = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replace(/['’‘`]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  const words = withoutArticle(initialsJoined(letters.split(' ')));
  return phrasesShortened(fitting(words)).trim();
}

/** Letters that stand alone, one after the other, as one word. */
function initialsJoined(words: readonly string[]): string[] {
  const joined: string[] = [];
  let open = false;
  for (const word of words) {
    const isInitial = [...word].length === 1 && /\p{L}/u.test(word);
    if (isInitial && open) joined[joined.length - 1] += word;
    else joined.push(word);
    open = isInitial;
  }
  return joined;
}

function withoutArticle(words: readonly string[]): readonly string[] {
  return words.length > 1 && words[0] === 'the' ? words.slice(1) : words;
}

/** As many whole words as fit, so that no word is cut into another. */
function fitting(words: readonly string[]): string {
  let form = '';
  for (const word of words) {
    const longer = form === '' ? word : `${form} ${word}`;
    if (longer.length > LONGEST_FORM) return form === '' ? word.slice(0, LONGEST_FORM) : form;
    form = longer;
  }
  return form;
}

function phrasesShortened(form: string): string {
  let padded = ` ${form} `;
  for (const [phrase, short] of PHRASES) padded = padded.replaceAll(` ${phrase} `, ` ${short} `);
  return padded.slice(1, -1);
}
