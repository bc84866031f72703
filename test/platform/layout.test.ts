import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import ejs from 'ejs';
import express from 'express';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { loadAssets } from '../../src/platform/assets.ts';
import { groupedBars } from '../../src/platform/chart.ts';
import { govuk, moj } from '../../src/platform/components.ts';
import { html } from '../../src/platform/markup.ts';
import { inProject } from '../../src/platform/root.ts';
import { axeViolations, openBrowser } from '../browser.ts';

const HOSTILE = `"><img src=x onerror=alert(1)>`;
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'";
const BODY = `<%- include('layout/head') %>
<h1 class="govuk-heading-l"><%= page.title %></h1>
<dl class="app-figures"><div><dt>Spend to date</dt><dd><a class="app-figure-link" href="/f">£1,234,567.89</a></dd></div></dl>
<div class="app-scroll" role="region" aria-label="Initiatives" tabindex="0"><%- govuk.table({ caption: 'Initiatives',
  head: page.columns.map((text) => ({ text, format: 'numeric' })), rows: [page.columns.map(() => ({
  html: html\`<strong class="app-rag app-rag--amber">At risk</strong><span class="govuk-visually-hidden">suppressed</span>\` }))] }) %></div>
<div class="app-scroll" role="region" aria-label="Chart" tabindex="0"><%- page.svg %></div>
<form method="post" novalidate><%- govuk.input({ id: 'amount', name: 'amount', label: { text: 'Amount' } }) %></form>
<%- include('layout/foot') %>`;

const svg = groupedBars({
  id: 'c',
  title: 'Spend',
  description: 'Spend by initiative',
  series: ['Spent'],
  rows: [{ label: 'Training', values: [{ value: 1, text: '£1' }] }],
  axis: (amount) => `£${amount}`,
});
const page = {
  title: 'Initiatives',
  columns: ['Awarded', 'Spent', 'Left', 'Claimed', 'Paid', 'Owed', 'Children'],
  svg,
};
const shell = {
  office: 'Office of the Police and Crime Commissioner for West Yorkshire',
  assets: loadAssets(),
  nav: ['Home', 'Funds', 'Spend'].map((text, n) => ({ text, href: `/${n}`, current: n === 1 })),
  person: { name: 'Jo Bloggs', role: 'Fund manager' },
  demonstration: true,
  anchor: '9f2c1a77b0e34d5588aa01bc2f6f1f0c9f2c1a77b0e34d5588aa01bc2f6f1f0c',
  links: [{ text: 'Accessibility statement', href: '/a' }],
};
const errors = [{ text: 'Enter an amount', href: '#amount' }];
const flash = { text: 'Recorded.', link: { text: 'See it', href: '/s' } };
const STATES = {
  plain: render(page, shell),
  errors: render({ ...page, errors, back: { href: '/' } }, shell),
  done: render({ ...page, breadcrumbs: [{ text: 'Funds', href: '/f' }, { text: '2014/15' }] }, { ...shell, flash }),
  problem: problem(),
};

let browser: Browser;
let server: Server;

function render(pageLocals: object, shellLocals: object): string {
  const locals = { page: pageLocals, shell: shellLocals, govuk, moj, html, held: '', csrf: 'token' };
  return ejs.render(BODY, locals, { filename: inProject('views', 'sample.ejs') });
}

function problem(): string {
  const source = "<%- include('errors/problem') %>";
  const said = {
    title: 'Page not found',
    message: 'Nothing is kept at this address.',
    todo: ['Check it.'],
    reference: 'A1',
  };
  const locals = {
    page: said,
    shell: { office: shell.office, assets: shell.assets },
    govuk,
    moj,
    html,
    held: '',
    csrf: '',
  };
  return ejs.render(source, locals, { filename: inProject('views', 'sample.ejs') });
}

beforeAll(async () => {
  const app = express().use(shell.assets.router());
  app.use((_request, response, next) => {
    response.set('Content-Security-Policy', POLICY);
    next();
  });
  for (const [name, markup] of Object.entries(STATES))
    app.get(`/${name}`, (_request, response) => void response.send(markup));
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => server.close(resolve));
});

async function visit(name: string, options: BrowserContextOptions): Promise<{ page: Page; said: string[] }> {
  const opened = await (await browser.newContext(options)).newPage();
  const said: string[] = [];
  opened.on('console', (message) => said.push(message.text()));
  opened.on('pageerror', (error) => said.push(error.message));
  await opened.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`);
  await opened.evaluate('document.fonts.ready');
  return { page: opened, said };
}

describe.each(Object.keys(STATES))('the %s page', (name) => {
  test('has nothing for axe-core to find, and keeps to the content policy', async () => {
    const { page: opened, said } = await visit(name, { viewport: { width: 1280, height: 900 } });
    expect(await axeViolations(opened)).toEqual([]);
    expect(said).toEqual([]);
    await opened.context().close();
  });

  test('does not scroll sideways at 320 pixels, with or without scripts', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const { page: opened } = await visit(name, { viewport: { width: 320, height: 700 }, javaScriptEnabled });
      expect(await opened.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
      await opened.context().close();
    }
  });
});

test('the browser sets the page in the font we serve', async () => {
  const { page: opened } = await visit('plain', {});
  expect(await opened.evaluate(`document.fonts.check('16px "Source Sans 3"')`)).toBe(true);
  expect(await opened.evaluate(`[...document.fonts].filter((face) => face.status === 'loaded').length`)).toBe(2);
  await opened.context().close();
});

test('a wide table is printed whole, without the ways to elsewhere, under the demonstration banner', async () => {
  const { page: opened } = await visit('done', { viewport: { width: 1280, height: 900 } });
  await opened.emulateMedia({ media: 'print' });
  expect(await opened.locator('.app-demonstration').isVisible()).toBe(true);
  expect(await opened.locator('.govuk-service-navigation__wrapper').isVisible()).toBe(false);
  expect(await opened.locator('.app-masthead__person').isVisible()).toBe(false);
  const overflow = await opened.evaluate(`getComputedStyle(document.querySelector('.app-scroll')).overflow`);
  expect(overflow).toBe('visible');
  await opened.context().close();
});

test('the title says that there are errors, and the summary leads to them', () => {
  expect(STATES.errors).toContain('<title>Error: Initiatives – CSE fund record</title>');
  expect(STATES.plain).toContain('<title>Initiatives – CSE fund record</title>');
  expect(STATES.errors).toContain('<a href="#amount">Enter an amount</a>');
});

test('signing out is a posted form with the token', () => {
  expect(STATES.plain).toMatch(
    /<form [^>]*method="post" action="\/sign-out"[^>]*>\s*<input type="hidden" name="_csrf" value="token">/,
  );
  expect(STATES.problem).not.toContain('/sign-out');
});

test('hostile words stay words everywhere in the shell', () => {
  const link = { text: HOSTILE, href: '/x' };
  const markup = render(
    { ...page, title: HOSTILE, errors: [{ text: HOSTILE, href: '#x' }], breadcrumbs: [link] },
    {
      ...shell,
      office: HOSTILE,
      nav: [link],
      person: { name: HOSTILE, role: HOSTILE, href: '/x' },
      demonstration: HOSTILE,
      flash: { text: HOSTILE, link },
      anchor: HOSTILE,
      links: [link],
    },
  );
  expect(markup).not.toContain('<img');
  expect(markup.split('&lt;img').length).toBeGreaterThan(10);
});
