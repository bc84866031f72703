/** A text as the gate on words reads it: one kind of space, of hyphen and of apostrophe, and nothing invisible. */
export function plainWords(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000\t]/g, ' ')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[’ʼ]/g, "'");
}
