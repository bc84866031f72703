/** A text that does not keep the whole piece of the file alive that it was cut from. */
export function ownText(text: string): string {
  const own = Buffer.from(text, 'utf8').toString('utf8');
  return own === text ? own : text;
}
