/** Ten digits as an NHS number is written. */
const TEN_DIGITS = /(?<![\w£.,/-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w-])/g;

/** A National Insurance number: two letters that are given out, six digits, a letter from A to D. */
const INSURANCE =
  /(?<![\w£.,/-])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D](?!\w)/gi;

/** Where a plain text has an NHS number: ten digits of which the last is the check digit of the others. */
export function nhsNumbers(plain: string): { at: number; words: string }[] {
  return [...plain.matchAll(TEN_DIGITS)]
    .filter(({ 0: written }) => hasCheckDigit(written.replace(/\D/g, '')))
    .map((match) => ({ at: match.index, words: match[0] }));
}

/** Where a plain text has a National Insurance number. */
export function insuranceNumbers(plain: string): { at: number; words: string }[] {
  return [...plain.matchAll(INSURANCE)].map((match) => ({ at: match.index, words: match[0] }));
}

/** Each digit times its weight from 10 down to 2; eleven less the remainder is the last digit, and 10 is never given. */
function hasCheckDigit(digits: string): boolean {
  let weighed = 0;
  for (let place = 0; place < 9; place += 1) weighed += Number(digits[place]) * (10 - place);
  const check = (11 - (weighed % 11)) % 11;
  return check !== 10 && check === Number(digits[9]) && !/^(\d)\1{9}$/.test(digits);
}
