const LONGEST = 120;
// Control characters, those that turn the direction of writing, those of no width, and what could not be decoded.
const UNSEEN = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]/gu;

/**
 * The plain name of a file as a browser sent it: the last part of a path, decoded, without characters that are not
 * seen, at most 120 characters with its ending kept. Empty when nothing is left.
 */
export function plainFileName(sent: string): string {
  const last = decoded(sent).split(/[\\/]/).at(-1) ?? '';
  const name = last
    .normalize('NFC')
    .replace(UNSEEN, '')
    .replace(/[\s.]+$/, '')
    .trim();
  const characters = [...name];
  if (characters.length <= LONGEST) return name;
  const ending = /\.[A-Za-z0-9]{1,5}$/.exec(name)?.[0] ?? '';
  return characters.slice(0, LONGEST - ending.length).join('') + ending;
}

/** The multipart reader hands a name's bytes over one by one as Latin-1, unless the browser said how it is encoded. */
function decoded(sent: string): string {
  if ([...sent].some((character) => (character.codePointAt(0) as number) > 0xff)) return sent;
  const text = Buffer.from(sent, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? sent : text;
}

/** The ending of a file's name in small letters without its full stop; empty when it has none. */
export function endingOf(name: string): string {
  return /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** A name under which any system can keep a download: the record's reference, then the file's own name. */
export function downloadName(ref: string, name: string, ending: string): string {
  const stem = name
    .replace(/\.[A-Za-z0-9]{1,8}$/, '')
    .replace(/[<>:"/\\|?*]/g, '_')
    .trim();
  return `${ref}${stem === '' ? '' : ` ${stem}`}.${ending}`;
}
