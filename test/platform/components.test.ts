import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  type Component,
  ComponentError,
  type Components,
  govuk,
  isSafeAddress,
  moj,
  renderMacro,
} from '../../src/platform/components.ts';
import { html, Markup } from '../../src/platform/markup.ts';

interface Fixture {
  component: string;
  name: string;
  options: Record<string, unknown>;
  html: string;
}

const require = createRequire(import.meta.url);
const shipped = path.join(path.dirname(require.resolve('govuk-frontend/package.json')), 'dist/govuk/components');
const fixtures = readdirSync(shipped, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .filter(holdsFixtures)
  .flatMap(read);
const HOSTILE = `"'><img src=x onerror=alert(1)>`;

function holdsFixtures(component: string): boolean {
  return readdirSync(path.join(shipped, component)).includes('fixtures.json');
}

function read(component: string): Fixture[] {
  const file = readFileSync(path.join(shipped, component, 'fixtures.json'), 'utf8');
  return (JSON.parse(file) as { fixtures: Fixture[] }).fixtures.map((fixture) => ({ ...fixture, component }));
}

function normalised(markup: string): string {
  return markup.replace(/\s+/g, ' ').trim();
}

function component(kit: Components, name: string): Component {
  const found = kit[name];
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
}

/** The fixture with every word in it made hostile, and its own markup marked as such. */
function poisoned(value: unknown, key = '', parent = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => poisoned(item, key, parent));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, poisoned(item, name, key)]));
  }
  if (typeof value !== 'string') return value;
  if (/html$/i.test(key) || parent === 'slots') return html.trusted('<b>ours</b>');
  return value + HOSTILE;
}

test('every shipped example is rendered as its makers render it', () => {
  expect(fixtures.length).toBeGreaterThan(700);
  const differing = fixtures.filter(
    ({ component, options, html }) => normalised(renderMacro('govuk', component, options)) !== normalised(html),
  );
  expect(differing.map(({ component, name }) => `${component}: ${name}`)).toEqual([]);
});

test('hostile words in any parameter of any example are refused or stay words', () => {
  let rendered = 0;
  for (const fixture of fixtures) {
    const name = fixture.component.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    for (const [key, value] of Object.entries(fixture.options)) {
      try {
        const options = { ...(clean(fixture.options) as object), [key]: poisoned(value, key) };
        expect(String(component(govuk, name)(options))).not.toMatch(/<img/);
        rendered += 1;
      } catch (error) {
        if (!(error instanceof ComponentError)) throw error;
      }
    }
  }
  expect(rendered).toBeGreaterThan(1000);
});

/** The example without anything that our door refuses, so that one poisoned parameter is tried at a time. */
function clean(value: unknown, key = '', parent = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => clean(item, key, parent));
  if (typeof value === 'object' && value !== null) {
    const kept = Object.entries(value).filter(([name]) => name !== 'attributes');
    return Object.fromEntries(kept.map(([name, item]) => [name, clean(item, name, key)]));
  }
  if (typeof value === 'string' && (/html$/i.test(key) || parent === 'slots')) return html.trusted(value);
  return value;
}

describe('what a component takes', () => {
  const button = component(govuk, 'button');
  const insetText = component(govuk, 'insetText');

  test('text is escaped', () => {
    expect(String(button({ text: HOSTILE }))).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  test('html only as markup', () => {
    expect(() => insetText({ html: `<p>${HOSTILE}</p>` })).toThrow(/html must be made by a component/);
    expect(String(insetText({ html: html`<p>${HOSTILE}</p>` }))).toContain('<p>&quot;&#39;&gt;&lt;img');
    expect(String(insetText({ html: button({ text: 'Save' }) }))).toContain('<button');
    expect(() => insetText({ text: html`<b>x</b>` })).toThrow(/markup belongs in html/);
  });

  test('no attribute strings, handlers or styles', () => {
    expect(() => button({ text: 'x', attributes: 'onclick="x"' })).toThrow(ComponentError);
    expect(() => button({ text: 'x', attributes: { onclick: 'x' } })).toThrow(ComponentError);
    expect(() => button({ text: 'x', attributes: { style: 'x' } })).toThrow(ComponentError);
    expect(String(button({ text: 'x', attributes: { 'data-x': '"' } }))).toContain('data-x="&quot;"');
  });

  test('no code in an address', () => {
    expect(() => button({ text: 'x', href: 'javascript:alert(1)' })).toThrow(ComponentError);
    expect(() => button({ text: 'x', href: ' JaVa\nscript:alert(1)' })).toThrow(ComponentError);
    expect(['/a:b', '?a=b:c', '#x', 'a/b', 'https://example.org', 'mailto:a@example.org'].every(isSafeAddress)).toBe(
      true,
    );
    expect(['data:text/html,x', 'vbscript:x', '\u0001javascript:x', 'java\tscript:x'].some(isSafeAddress)).toBe(false);
  });

  test('plain data only', () => {
    expect(() => button({ text: new Date(0) })).toThrow(ComponentError);
    expect(() => button({ text: () => 'x' })).toThrow(ComponentError);
  });
});

test('an instant is told in London time, whatever the machine thinks', () => {
  const timeline = component(moj, 'timeline');
  const at = (timestamp: string): string =>
    String(timeline({ items: [{ label: { text: 'x' }, text: 'y', datetime: { timestamp, type: 'datetime' } }] }));
  expect(at('2015-03-31T23:30:00Z')).toContain('1 April 2015 at 12:30am');
  expect(at('2015-12-01T12:00:00Z')).toContain('1 December 2015 at 12pm');
});

test('the html tag escapes values, joins lists and leaves out nothings', () => {
  expect(html`<i title="${'"'}">${[html`<b>1</b>`, '<']}${undefined}${false}${0}</i>`.toString()).toBe(
    '<i title="&quot;"><b>1</b>&lt;0</i>',
  );
  expect(html``).toBeInstanceOf(Markup);
});
