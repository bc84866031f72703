import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { type Request, type Response, Router } from 'express';
import { inProject } from './root.ts';

/** The files a browser fetches. An address holds a hash of what it leads to, so that it may be kept for ever. */
export interface Assets {
  /** The address of an asset by its plain name, such as 'app.css'. */
  href(name: string): string;
  /** Serves every asset; to be mounted at the root. */
  router(): Router;
}

interface Asset {
  href: string;
  type: string;
  body: Buffer;
  brotli: Buffer;
}

type Shelf = Map<string, Asset>;

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.ttf': 'font/ttf',
};
const FOLDER = '/assets/';
const FONT = '"Source Sans 3",arial,sans-serif';
// The licence of the two kits covers their code, not the state's marks: no rule that draws one is handed out, nor
// those of headers and footers that we never use.
const NOT_OURS =
  /crown|crest|logotype|logo-dot|copyright-logo|licence-logo|\.probation-|\.govuk-(header|footer)|\.moj-header/;

/** Those that others are made of come first. */
const SCRIPTS = [
  'grid.js',
  'forecast-grid.js',
  'combobox.js',
  'coding.js',
  'draft.js',
  'observation-grid.js',
  'spend-block.js',
  'grid-row.js',
  'spend-grid.js',
  'spend-entry.js',
  'check.js',
  'briefing.js',
];

const require = createRequire(import.meta.url);
let loaded: Assets | undefined;

/** Reads and prepares the assets; once per process, since they are part of the program. */
export function loadAssets(): Assets {
  loaded ??= assetsOf(fillShelf());
  return loaded;
}

function assetsOf(shelf: Shelf): Assets {
  const byHref = new Map([...shelf.values()].map((asset) => [asset.href, asset]));
  const router = Router();
  router.get(`${FOLDER}:file`, (request: Request, response: Response, next) => {
    const asset = byHref.get(request.path);
    if (asset) send(asset, request, response);
    else next();
  });
  return { href: (name) => found(shelf, name).href, router: () => router };
}

function send(asset: Asset, request: Request, response: Response): void {
  const compressed = request.acceptsEncodings('br') === 'br';
  response.set({
    'Content-Type': asset.type,
    'Cache-Control': 'public, max-age=31536000, immutable',
    Vary: 'Accept-Encoding',
    ...(compressed && { 'Content-Encoding': 'br' }),
  });
  response.end(compressed ? asset.brotli : asset.body);
}

function fillShelf(): Shelf {
  const shelf: Shelf = new Map();
  const govuk = path.join(packageFolder('govuk-frontend'), 'dist', 'govuk');
  const moj = path.join(packageFolder('@ministryofjustice/frontend'), 'moj');
  const font = packageFolder('@expo-google-fonts/source-sans-3');

  put(shelf, 'source-sans-3-400.ttf', readFileSync(path.join(font, '400Regular', 'SourceSans3_400Regular.ttf')));
  put(shelf, 'source-sans-3-700.ttf', readFileSync(path.join(font, '700Bold', 'SourceSans3_700Bold.ttf')));
  put(shelf, 'icon.svg', ownFile('icon.svg'));

  const kits = ownLook(`${read(govuk, 'govuk-frontend.min.css')}\n${read(moj, 'moj-frontend.min.css')}`);
  for (const [, image = ''] of kits.matchAll(/url\(\/assets\/images\/([\w.-]+\.svg)\)/g)) {
    if (!shelf.has(image)) put(shelf, image, readFileSync(path.join(moj, 'assets', 'images', image)));
  }
  const css = `@charset "UTF-8";\n${credits()}\n${kits}\n${ownFile('app.css')}`;
  put(shelf, 'app.css', linkStyles(css, shelf));

  put(shelf, 'govuk-frontend.js', ownWords(read(govuk, 'govuk-frontend.min.js')));
  put(shelf, 'js-enabled.js', ownFile('js-enabled.js'));
  for (const script of SCRIPTS) put(shelf, script, linkScript(ownFile(script).toString('utf8'), shelf));
  put(shelf, 'app.js', linkScript(ownFile('app.js').toString('utf8'), shelf));
  return shelf;
}

function put(shelf: Shelf, name: string, content: Buffer | string): void {
  const body = Buffer.from(content);
  const { name: stem, ext } = path.parse(name);
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
  const brotli = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
  shelf.set(name, {
    href: `${FOLDER}${stem}.${hash}${ext}`,
    type: TYPES[ext] ?? 'application/octet-stream',
    body,
    brotli,
  });
}

function found(shelf: Shelf, name: string): Asset {
  const asset = shelf.get(name);
  if (!asset) throw new Error(`There is no asset called ${name}.`);
  return asset;
}

function linkStyles(css: string, shelf: Shelf): string {
  return css.replace(/url\(([^)]*)\)/g, (_, target: string) => `url(${found(shelf, path.basename(target)).href})`);
}

function linkScript(js: string, shelf: Shelf): string {
  return js.replace(/from '\.\/([\w.-]+)'/g, (_, name: string) => `from '${found(shelf, name).href}'`);
}

function ownLook(css: string): string {
  return withoutRules(css.replace(/\/\*[\s\S]*?\*\//g, '').replace(/@charset [^;]*;|@font-face\{[^}]*\}/g, ''))
    .replace(/GDS Transport,arial,sans-serif/g, FONT)
    .replace(/font-family:sans-serif/g, `font-family:${FONT}`);
}

function withoutRules(css: string): string {
  const kept = css.replace(/([^{}]+)(\{[^{}]*\})/g, (_, selectors: string, block: string) => {
    const ours = selectors.split(/,(?![^(]*\))/).filter((selector) => !NOT_OURS.test(selector));
    return ours.length > 0 ? ours.join(',') + block : '';
  });
  return kept.replace(/@[^{}]+\{\s*\}/g, '');
}

function ownWords(js: string): string {
  return js.replace(/\/\/# sourceMappingURL=.*/, '').replaceAll('GOV.UK Frontend', 'govuk-frontend');
}

function credits(): string {
  const version = (name: string): string =>
    (JSON.parse(readFileSync(path.join(packageFolder(name), 'package.json'), 'utf8')) as { version: string }).version;
  return `/*! Built on govuk-frontend ${version('govuk-frontend')} and @ministryofjustice/frontend ${version('@ministryofjustice/frontend')} (MIT licence), changed; Source Sans 3 (SIL Open Font License 1.1). */`;
}

function packageFolder(name: string): string {
  return path.dirname(require.resolve(`${name}/package.json`));
}

function read(folder: string, file: string): string {
  return readFileSync(path.join(folder, file), 'utf8');
}

function ownFile(name: string): Buffer {
  return readFileSync(inProject('views', 'assets', name));
}
