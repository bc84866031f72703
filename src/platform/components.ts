import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import nunjucks from 'nunjucks';
import { Markup } from './markup.ts';

/**
 * The design system's own Nunjucks macros, called from our templates as `govuk.button({ text: 'Save' })`.
 *
 * A macro escapes what it is given as text and trusts what it is given as HTML. So that nobody's words reach it as
 * HTML by mistake, a component takes HTML only as `Markup`: what another component returned, or what the `html` tag
 * made, which escapes every value put into it.
 */
export type Component = (params?: Record<string, unknown>) => Markup;
export type Components = Readonly<Record<string, Component>>;
export type Kit = 'govuk' | 'moj';

/** Raised when a template hands a component something it would not show safely. It is a mistake of ours, never a user's. */
export class ComponentError extends Error {}

const SAFE_SCHEMES = ['http', 'https', 'mailto', 'tel'];
const HTML_KEY = /html$/i;
const ADDRESS_KEY = /^(href|src|action|formaction|url)$|(Href|Url|Action)$/;
const STRUCTURAL_KEY = /^(id|name|for|classes|idPrefix|namePrefix|element|type)$|(Classes|Id)$/;

const require = createRequire(import.meta.url);
const FOLDERS: Record<Kit, string> = {
  govuk: path.join(path.dirname(require.resolve('govuk-frontend/package.json')), 'dist'),
  moj: path.dirname(require.resolve('@ministryofjustice/frontend/package.json')),
};

const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(Object.values(FOLDERS)), {
  autoescape: true,
  trimBlocks: true,
  lstripBlocks: true,
});
environment.addFilter('mojDate', londonMoment);
environment.addFilter('date', () => {
  throw new ComponentError('Give the date a type, such as "datetime", not a format.');
});

const templates = new Map<string, nunjucks.Template>();

/** The components of GOV.UK Frontend: `govuk.summaryList({ rows })`. */
export const govuk: Components = componentsOf('govuk');

/** The components of the Ministry of Justice's kit: `moj.timeline({ items })`. */
export const moj: Components = componentsOf('moj');

function componentsOf(kit: Kit): Components {
  const found = readdirSync(path.join(FOLDERS[kit], kit, 'components'), { withFileTypes: true });
  const names = found.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const component =
    (name: string): Component =>
    (params = {}) =>
      new Markup(renderMacro(kit, name, prepared(params, name) as object));
  return Object.freeze(Object.fromEntries(names.map((name) => [camelCase(name), component(name)])));
}

/** Runs one macro on parameters as they are. Templates call `govuk` and `moj`, which look at the parameters first. */
export function renderMacro(kit: Kit, name: string, params: object): string {
  const key = `${kit}/${name}`;
  const known = templates.get(key);
  if (known) return known.render({ params });
  const pascal = camelCase(`-${name}`);
  const source = `{% from "${kit}/components/${name}/macro.njk" import ${kit}${pascal} %}{{ ${kit}${pascal}(params) }}`;
  const template = new nunjucks.Template(source, environment, key, true);
  templates.set(key, template);
  return template.render({ params });
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function prepared(value: unknown, where: string, key = '', parent = ''): unknown {
  if (value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  const wantsMarkup = HTML_KEY.test(key) || parent === 'slots' || (parent === 'currencyLabel' && key === 'text');
  if (value instanceof Markup) {
    if (!wantsMarkup) throw new ComponentError(`${where}: markup belongs in html, and this is ${key}.`);
    return value.toString();
  }
  if (typeof value === 'string') {
    if (value !== '' && wantsMarkup) {
      throw new ComponentError(`${where}: ${key} must be made by a component or by the html tag; use text for words.`);
    }
    checkWords(value, where, key);
    return value;
  }
  if (Array.isArray(value)) return value.map((item) => prepared(item, where, key, parent));
  if (!isPlain(value)) throw new ComponentError(`${where}: ${key} is neither words, a number nor plain data.`);
  if (key === 'attributes') checkAttributes(value as object, where);
  return Object.fromEntries(
    Object.entries(value as object).map(([name, item]) => [name, prepared(item, where, name, key)]),
  );
}

// Not by comparing with Object.prototype: a row read from a database may come from another realm's.
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function checkWords(words: string, where: string, key: string): void {
  if (key === 'attributes') throw new ComponentError(`${where}: attributes must be given as an object.`);
  if (STRUCTURAL_KEY.test(key) && /["'<>&]/.test(words)) {
    throw new ComponentError(`${where}: ${key} holds a character that belongs in no ${key}.`);
  }
  if (ADDRESS_KEY.test(key) && !isSafeAddress(words)) {
    throw new ComponentError(`${where}: ${key} is not an address that a link may lead to.`);
  }
}

function checkAttributes(attributes: object, where: string): void {
  for (const name of Object.keys(attributes)) {
    // An event handler or a style would be markup in disguise, and the content policy forbids both.
    if (!/^[a-z][a-z0-9-]*$/.test(name) || /^(on|style)/.test(name)) {
      throw new ComponentError(`${where}: ${JSON.stringify(name)} is not an attribute that a template may set.`);
    }
  }
}

/** Whether a link may lead there: anywhere inside the service, or by one of the schemes a person expects. */
export function isSafeAddress(address: string): boolean {
  // Browsers skip control characters and spaces while they read a scheme, so `java\nscript:` is one.
  const bare = [...address.slice(0, 200)].filter((character) => character > ' ').join('');
  const scheme = /^([^/?#:]*):/.exec(bare)?.[1];
  return scheme === undefined || SAFE_SCHEMES.includes(scheme.toLowerCase());
}

const LONDON = { timeZone: 'Europe/London' };
const LONG_DAY = new Intl.DateTimeFormat('en-GB', { ...LONDON, day: 'numeric', month: 'long', year: 'numeric' });
const SHORT_DAY = new Intl.DateTimeFormat('en-GB', { ...LONDON, day: 'numeric', month: 'short', year: 'numeric' });
const TIME = new Intl.DateTimeFormat('en-GB', { ...LONDON, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

// Theirs reads the clock of the machine; an instant here is always told in the office's own time.
function londonMoment(instant: string, type?: string): string {
  const moment = new Date(instant);
  if (type === 'date') return LONG_DAY.format(moment);
  if (type === 'shortdate') return SHORT_DAY.format(moment);
  if (type === 'time') return clockTime(moment);
  if (type === 'datetime') return `${LONG_DAY.format(moment)} at ${clockTime(moment)}`;
  if (type === 'shortdatetime') return `${SHORT_DAY.format(moment)} at ${clockTime(moment)}`;
  return instant;
}

function clockTime(moment: Date): string {
  const [hour = 0, minute = 0] = TIME.format(moment).split(':').map(Number);
  const minutes = minute === 0 ? '' : `:${String(minute).padStart(2, '0')}`;
  return `${hour % 12 || 12}${minutes}${hour < 12 ? 'am' : 'pm'}`;
}
