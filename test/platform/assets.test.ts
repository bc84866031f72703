import { expect, test } from '@jest/globals';
import express from 'express';
import request from 'supertest';
import { loadAssets } from '../../src/platform/assets.ts';

const assets = loadAssets();
const app = express().use(assets.router());
const TEXTS = ['app.css', 'app.js', 'govuk-frontend.js', 'js-enabled.js', 'icon.svg'];

async function body(name: string): Promise<string> {
  const response = await request(app).get(assets.href(name)).buffer(true).expect(200);
  return response.text ?? String(response.body);
}

test('an address holds a hash of its content, and may be kept for ever', async () => {
  expect(assets.href('app.css')).toMatch(/^\/assets\/app\.[0-9a-f]{16}\.css$/);
  const response = await request(app).get(assets.href('app.css')).set('Accept-Encoding', 'identity').expect(200);
  expect(response.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(response.headers['content-type']).toBe('text/css; charset=utf-8');
  expect(response.headers.vary).toBe('Accept-Encoding');
});

test('a browser that takes less is sent less', async () => {
  const plain = await request(app).head(assets.href('app.css')).set('Accept-Encoding', 'identity');
  const small = await request(app).head(assets.href('app.css')).set('Accept-Encoding', 'gzip, br');
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(small.headers['content-encoding']).toBe('br');
});

test('nothing else is served: no other hash, no folder, no kit assets', async () => {
  for (const address of [
    '/assets/app.css',
    '/assets/',
    '/assets/app.0000000000000000.css',
    '/assets/..%2fpackage.json',
  ]) {
    await request(app).get(address).expect(404);
  }
  await request(app).get('/assets/fonts/light-94a07e06a1-v2.woff2').expect(404);
});

test.each(TEXTS)('%s carries none of the marks that are not ours to use', async (name) => {
  expect(await body(name)).not.toMatch(/gov\.uk|GDS|transport,|crown|crest|logotype/i);
});

test('every address in the style sheet and the scripts is served from here', async () => {
  const css = await body('app.css');
  const addresses = [...css.matchAll(/url\(([^)]*)\)/g)].map(([, address = '']) => address);
  const imports = [...(await body('app.js')).matchAll(/from '([^']+)'/g)].map(([, address = '']) => address);
  expect(addresses.filter((address) => address.endsWith('.ttf'))).toHaveLength(2);
  expect(imports).toEqual([assets.href('govuk-frontend.js')]);
  for (const address of [...addresses, ...imports]) await request(app).get(address).expect(200);
  expect(css).not.toMatch(/@import|sourceMappingURL/);
});

test('the words are set in our own font, and the look is our own', async () => {
  const css = await body('app.css');
  const stacks = new Set(css.match(/font-family:[^;}]+/g)?.map((found) => found.replace(/\s/g, '')));
  const known =
    /^font-family:("SourceSans3"(,arial,sans-serif)?|ui-monospace,menlo,consolas,monospace|inherit|monospace)$/i;
  expect([...stacks].filter((stack) => !known.test(stack))).toEqual([]);
  expect(css.lastIndexOf('--govuk-brand-colour: #005a5b')).toBeGreaterThan(
    css.lastIndexOf('--govuk-brand-colour:#1d70b8'),
  );
});

test('an unknown name is a mistake of ours, said at once', () => {
  expect(() => assets.href('nosuch.css')).toThrow('There is no asset called nosuch.css.');
});
