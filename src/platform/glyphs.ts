import { fontFor, USUAL } from './fonts.ts';

const MISSING = '\u2610';
/**
 * Letters that are written from right to left, with the spaces between them. Behind them stands a mark that the words
 * go on from left to right, since digits that follow would else take part: a telephone number with its halves swapped.
 */
const LEFTWARDS =
  /[\p{Script=Arabic}\p{Script=Hebrew}](?:\s*[\p{Script_Extensions=Arabic}\p{Script_Extensions=Hebrew}\u200c\u200d]+)*/gu;
const ONWARDS = '\u200e';
/** Within a word of many scripts these say how two letters join; without one they say nothing. */
const JOINERS = /[\u200c\u200d]/;

/**
 * The words as the documents' fonts can show them. A character that none has a shape for becomes an empty box, since the
 * alternative is a font of the machine's own, or under PDF/UA no document at all because of one name.
 */
export function printable(words: string): string {
  if (/^[\n\t\x20-\x7e]*$/.test(words)) return words;
  const characters = [...words.normalize('NFC')];
  const shown = characters.map((character, at) => shownAs(character, characters[at - 1] ?? '')).join('');
  return shown.replace(LEFTWARDS, `$&${ONWARDS}`);
}

function shownAs(character: string, before: string): string {
  if (character === '\n' || character === '\t') return character;
  if (JOINERS.test(character) && isOfOtherScript(before)) return character;
  if (/\p{Default_Ignorable_Code_Point}/u.test(character)) return '';
  if (/\p{Cc}/u.test(character)) return ' ';
  return fontFor(character.codePointAt(0) ?? 0) === null ? MISSING : character;
}

function isOfOtherScript(character: string): boolean {
  const font = character === '' ? null : fontFor(character.codePointAt(0) ?? 0);
  return font !== null && font !== USUAL;
}
