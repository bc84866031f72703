/** Every hidden field of the page, as a browser without JavaScript would send it with its first form. */
export function hiddenOf(page: string): Record<string, string> {
  const fields = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  return Object.fromEntries(fields.map(([, name = '', value = '']) => [name, unescaped(value)]));
}

/** The sentences of the page's error summary. */
export function errorsOf(page: string): string[] {
  const summary = /<ul class="govuk-list govuk-error-summary__list">([\s\S]*?)<\/ul>/.exec(page)?.[1] ?? '';
  return [...summary.matchAll(/<li>([\s\S]*?)<\/li>/g)].map(([, item = '']) => plain(item));
}

/** The cells of every row of the page's tables, as words. */
export function rowsOf(page: string): string[][] {
  return [...page.matchAll(/<tr class="govuk-table__row"[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell = '']) => plain(cell)),
  );
}

/** Every answer that a form holds, as a browser would send it. */
export function typedIn(page: string): Record<string, string> {
  const main = page.slice(page.indexOf('<main'));
  const typed: Record<string, string> = {};
  for (const [tag] of main.matchAll(/<input [^>]*>/g)) {
    const name = / name="([^"]*)"/.exec(tag)?.[1];
    const value = / value="([^"]*)"/.exec(tag)?.[1] ?? '';
    const isBox = / type="(radio|checkbox)"/.test(tag);
    if (name !== undefined && (!isBox || / checked/.test(tag))) typed[name] = plain(value);
  }
  for (const [, name = '', text = ''] of main.matchAll(/<textarea[^>]* name="([^"]*)"[^>]*>([^<]*)<\/textarea>/g)) {
    typed[name] = plain(text);
  }
  for (const [, name = '', options = ''] of main.matchAll(/<select[^>]* name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g)) {
    typed[name] = /<option value="([^"]*)" selected/.exec(options)?.[1] ?? '';
  }
  return typed;
}

/** Markup as the words it shows. */
export function plain(markup: string): string {
  return unescaped(markup.replace(/<[^>]+>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll(/&#0?39;/g, "'")
    .replaceAll('&#34;', '"')
    .replaceAll('&amp;', '&');
}
