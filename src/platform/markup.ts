const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** HTML that we made ourselves. It is a class so that a string, which may hold anybody's words, can never pass for it. */
export class Markup {
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  toString(): string {
    return this.#source;
  }
}

/** Text made safe inside an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

function tag(strings: TemplateStringsArray, ...values: unknown[]): Markup {
  return new Markup(strings.reduce((built, part, index) => built + shown(values[index - 1]) + part));
}

function shown(value: unknown): string {
  if (value instanceof Markup) return value.toString();
  if (Array.isArray(value)) return value.map(shown).join('');
  return value === undefined || value === null || value === false ? '' : escapeHtml(String(value));
}

/**
 * Markup from a template literal: html`<a href="${href}">${name}</a>`. Values are escaped unless they are Markup.
 * `html.trusted` takes what a template of ours has already escaped, such as the result of `include`.
 */
export const html = Object.assign(tag, { trusted: (source: string): Markup => new Markup(source) });
