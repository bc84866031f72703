import type { CommonNames } from './words-gate-name.ts';

/** Words beside which something may be personal. In small letters, whole or as the beginning of a word. */
const SIGNS = new Set(
  (
    'mr mrs miss ms mx master sir dame dr pc dc ds dsgt sgt dci pcso called named crime incident occurrence custody case log ' +
    'niche urn nhs upn police born dob birth birthday snapchat instagram facebook tiktok whatsapp username class form ' +
    'tutor set year yr years yrs yo old aged age street road avenue lane close drive crescent terrace grove gardens ' +
    'mount rise walk children girls boys pupils students people women men persons person teenagers victims survivors ' +
    'daughters sons sisters brothers babies lads lasses child girl boy lad lass pupil student teenager victim survivor ' +
    'daughter son brother sister baby woman man lady is was turned'
  ).split(' '),
);

const NUMBERS =
  /[@"“”‘]|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b[A-Z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]\b|, ?\d{1,2}\b|\(\d{1,2}|-old\b/i;

/**
 * Whether it is worth looking through a line of a finance system: false says that `personalWords` finds nothing in it.
 * It costs a fraction of that, and almost no line of a file needs more.
 */
export function mayBePersonal(text: string, names: CommonNames): boolean {
  if (NUMBERS.test(text)) return true;
  const plain = text.toLowerCase();
  let from = -1;
  let isBroken = false;
  for (let at = 0; at <= plain.length; at += 1) {
    const code = plain.charCodeAt(at);
    if (
      (code >= 97 && code <= 122) ||
      code === 39 ||
      code === 45 ||
      code === 0x2019 ||
      code === 0x2010 ||
      code === 0x2011
    ) {
      if (from < 0) from = at;
      if (code < 97 || code > 122) isBroken = true;
      continue;
    }
    // Letters beyond these, and whatever cannot be seen, are left to the whole look.
    if (code > 127) return true;
    if (from < 0) continue;
    const word = plain.slice(from, at);
    if (names.has(word) || SIGNS.has(word)) return true;
    if (isBroken && word.split(/['’‐‑-]/).some((part) => names.has(part) || SIGNS.has(part))) return true;
    from = -1;
    isBroken = false;
  }
  return false;
}
