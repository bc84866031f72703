/** A number on a page that opens: where it leads, and what it says. */
export interface FigureLink {
  href: string;
  text: string;
}

/** Every number of a page that opens as a figure, live or frozen. */
export function figureLinks(html: string): FigureLink[] {
  const found = html.matchAll(
    /<a\b[^>]*\bhref="((?:\/figures\/|\/packs\/[^"]*\/figures\/)[^"]*)"[^>]*>([\s\S]*?)<\/a>/g,
  );
  return (
    [...found]
      .map(([, href = '', text = '']) => ({ href: unescaped(href), text: plain(text) }))
      // A definition and a way to the live number are links too, and say no number.
      .filter(({ href, text }) => (href.includes('?') || href.startsWith('/packs/')) && /[\d[]/.test(text))
  );
}

/** A table of a page: its caption, its headings, and for each row what its cells say and where those that are figures lead. */
export interface PageTable {
  caption: string;
  headings: string[];
  rows: { text: string; href: string | null }[][];
}

export function tablesOf(html: string): PageTable[] {
  return [...html.matchAll(/<table\b[\s\S]*?<\/table>/g)].map(([table]) => ({
    caption: plain(/<caption[^>]*>([\s\S]*?)<\/caption>/.exec(table)?.[1] ?? ''),
    headings: [...table.matchAll(/<th scope="col"[^>]*>([\s\S]*?)<\/th>/g)].map(([, text = '']) => plain(text)),
    rows: [...(/<tbody\b[\s\S]*?<\/tbody>/.exec(table)?.[0] ?? '').matchAll(/<tr\b[\s\S]*?<\/tr>/g)].map(([row]) =>
      [...row.matchAll(/<(th|td)\b[\s\S]*?<\/\1>/g)].map(([cell]) => ({
        text: plain(cell),
        href: figureLinks(cell)[0]?.href ?? null,
      })),
    ),
  }));
}

/** The addresses that a page leads to within the program. */
export function addressesOf(html: string): string[] {
  return [...html.matchAll(/href="(\/[^"#]*)"/g)].map(([, href = '']) => unescaped(href));
}

/** What is read out of a piece of a page. */
function plain(html: string): string {
  return unescaped(html.replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();
}

function unescaped(text: string): string {
  return text
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
