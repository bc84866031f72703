/**
 * Whether the text is one plain e-mail address, as every mail server takes it: no name, no list, no comment, and
 * nothing that could end a header or a command.
 */
export function isMailAddress(text: string): boolean {
  return (
    text.length <= 254 &&
    /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,188}[A-Za-z0-9])?$/.test(text)
  );
}
