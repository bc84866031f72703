import { expect } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import type { Visitor, World } from '../world.ts';

export type Rows = Record<string, string>[];

/** A file's bytes as a download gives them. */
export async function download(visitor: Visitor, path: string): Promise<Buffer> {
  const answer = await visitor
    .get(path)
    .buffer(true)
    .parse((res, done) => {
      const parts: Buffer[] = [];
      res.on('data', (part: Buffer) => parts.push(part));
      res.on('end', () => done(null, Buffer.concat(parts)));
    });
  expect(answer.status).toBe(200);
  return answer.body;
}

/** The rows of a file by its headings. */
export function rowsOf(bytes: Uint8Array): Rows {
  return parse(Buffer.from(bytes), { columns: true, bom: true });
}

/** The files in a ZIP file, by their names. */
export function unpacked(bytes: Buffer): Map<string, Buffer> {
  return new Map(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, Buffer.from(content)]));
}

/** The text of a page without its markup. */
export function plain(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}

/** The people of an office who see a return through. */
export interface Desk {
  world: World;
  finance: Visitor;
  manager: Visitor;
  cfo: Visitor;
}

export async function openDesk(world: World): Promise<Desk> {
  return {
    world,
    finance: await world.signIn('finance@demo.example'),
    manager: await world.signIn('manager@demo.example'),
    cfo: await world.signIn('cfo@demo.example'),
  };
}

/** Prepares a return and answers where its draft is. */
export async function prepare({ finance }: Desk, wanted: Record<string, string>): Promise<string> {
  const sent = await finance.send('/returns/new', '/returns/new', { standing: 'final', ...wanted });
  if (sent.status !== 303) throw new Error(plain(sent.text).slice(0, 1500));
  return sent.headers.location as string;
}

/** Presses a button of a draft's page. */
export function press(visitor: Visitor, draft: string, step: string, fields: Record<string, string> = {}) {
  return visitor.send('/spend/new', `${draft}/${step}`, fields);
}

/** Explains every row that a draft's checks ask about. */
export async function explainAll({ finance, world }: Desk, draft: string, text = 'As planned.'): Promise<void> {
  for (let round = 0; round < 10; round += 1) {
    const page = (await finance.get(draft)).text;
    if (!page.includes('Mend ')) return;
    const rows = [...page.matchAll(/<option value="([^"]+\|[^"]+)"/g)].map(([, row]) => row as string);
    const [ref, number] = draft.split('/').slice(-2);
    const known = await world
      .db('return_explanation as e')
      .join('return_filing as f', 'f.id', 'e.filing_id')
      .where({ 'f.ref': ref, 'f.draft': Number(number) })
      .pluck('e.row_key');
    const [next] = rows.filter((row) => !known.includes(row));
    if (next === undefined) return;
    await press(finance, draft, 'explanations', { row: next, text });
  }
}

/** Takes a draft to where it can be certified. */
export async function offer(desk: Desk, draft: string): Promise<void> {
  await explainAll(desk, draft);
  const reviewed = await press(desk.finance, draft, 'review');
  if (reviewed.status !== 303) throw new Error(plain(reviewed.text).slice(0, 3000));
  expect((await press(desk.finance, draft, 'offer')).status).toBe(303);
}

/** Takes a draft to where it was submitted. */
export async function submit(desk: Desk, draft: string): Promise<void> {
  await offer(desk, draft);
  expect((await press(desk.cfo, draft, 'certification')).status).toBe(303);
  const sent = await press(desk.finance, draft, 'submission');
  if (sent.status !== 303) throw new Error(plain(sent.text).slice(0, 1500));
}
