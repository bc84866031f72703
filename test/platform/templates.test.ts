import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ejs from 'ejs';
import { inProject } from '../../src/platform/root.ts';

const folder = inProject('views');
const templates = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ejs'));

/** What stands between the tags: the page as we wrote it, with a mark for every value put into it. */
function written(source: string): string {
  return source.replace(/<%[=-][\s\S]*?%>/g, '\u00a4').replace(/<%[\s\S]*?%>/g, '');
}

function rawOutputs(source: string): string[] {
  return [...source.matchAll(/<%-([\s\S]*?)[-_]?%>/g)].map(([, expression = '']) => expression.trim());
}

/** Whether the expression is one call and nothing after it, so that no value is joined on unescaped. */
function isOneCall(expression: string): boolean {
  let depth = 0;
  let quote = '';
  for (let at = expression.indexOf('('); at >= 0 && at < expression.length; at++) {
    const letter = expression[at] ?? '';
    if (letter === '\\') at += 1;
    else if (quote) quote = letter === quote ? '' : quote;
    else if (`'"\``.includes(letter)) quote = letter;
    else if (letter === '(') depth += 1;
    else if (letter === ')') depth -= 1;
    if (depth === 0 && !quote && letter === ')') return at === expression.length - 1;
  }
  return false;
}

function isAllowedRaw(expression: string): boolean {
  // What the gate on words puts out: `said` escapes each text and marks held words in it, `held` is the note on them.
  if (expression === 'held' || /^([\w.]+\.)?svg$/.test(expression)) return true;
  return /^(include|said|govuk\.\w+|moj\.\w+)\(/.test(expression) && isOneCall(expression);
}

test('there are templates', () => {
  expect(templates).toContain(path.join('layout', 'head.ejs'));
});

describe.each(templates)('%s', (file) => {
  const source = readFileSync(path.join(folder, file), 'utf8');
  const page = written(source);

  test('compiles', () => {
    expect(() => ejs.compile(source, { filename: path.join(folder, file) })).not.toThrow();
  });

  // A pack or a letter is a document of its own, kept whole: its one style is served under a policy that names its hash.
  const isPaper = ['pack.ejs', path.join('briefing', 'letter.ejs')].some((own) => file === path.join('packs', own));

  test('puts out unescaped only includes, components and charts', () => {
    const raw = rawOutputs(source).filter((expression) => !isAllowedRaw(expression));
    expect(raw).toEqual(isPaper ? ['css'] : []);
  });

  test('trusts as markup only what another template has escaped', () => {
    expect(source.match(/html\.trusted\((?!include\()/g)).toBeNull();
  });

  test('quotes every attribute that holds a value', () => {
    expect(page.match(/[\w:-]+\s*=\s*\u00a4/g)).toBeNull();
  });

  test('has no script, style or handler of its own', () => {
    const own = page.match(/<script(?![^>]*\ssrc=)|<style|\sstyle\s*=|\son\w+\s*=|javascript:/gi);
    expect(own).toEqual(isPaper ? ['<style'] : null);
    expect(page.match(/<script[^>]*>[^<]+/gi)).toBeNull();
  });
});

test('the check itself sees a value that is joined on', () => {
  expect(isAllowedRaw("govuk.button({ text: 'a)' })")).toBe(true);
  expect(isAllowedRaw("govuk.button({ text: 'a' }) + page.raw")).toBe(false);
  expect(isAllowedRaw('page.raw')).toBe(false);
  expect(isAllowedRaw('chart.svg')).toBe(true);
  expect(isAllowedRaw('said(page.text)')).toBe(true);
  expect(isAllowedRaw('said(page.text) + page.raw')).toBe(false);
  expect(isAllowedRaw('page.svg + page.raw')).toBe(false);
});
