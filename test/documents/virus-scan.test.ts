import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createApp } from '../../src/app.ts';
import { listAttachments } from '../../src/documents/attachment.store.ts';
import { scanWith } from '../../src/documents/virus-scan.ts';
import { silentLog } from '../../src/platform/log.ts';
import { fillOffice } from '../spend/office.ts';
import { errorsOf } from '../spend/page.ts';
import { hiddenFields, openWorld, refusalOf, Visitor, type World } from '../world.ts';

// What a scanner does, without one: the marker is the file that the trade agreed on for trying scanners out.
const MARKER = 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE';
const clean = Buffer.from('a,b\r\n1,2\r\n');
const marked = Buffer.from(`a,b\r\n${MARKER},2\r\n`);

const scanner = `node -e process.stdin.setEncoding('utf8').on('data',(t)=>t.includes('${MARKER}')&&process.exit(1))`;

describe('A file is scanned before it is attached', () => {
  let world: World;
  let visitor: Visitor;
  beforeAll(async () => {
    world = await openWorld('sqlite', fillOffice);
    const scanFile = scanWith(scanner);
    const { app } = createApp({ site: world.site, log: silentLog, secret: 'for tests', production: false, scanFile });
    visitor = await Visitor.signIn(app, 'commissioning@demo.example');
  });
  afterAll(() => world.close());

  const send = async (bytes: Uint8Array) => {
    const address = '/attachments/new?kind=initiative&ref=I-02';
    const { _csrf = '', _once = '' } = hiddenFields((await visitor.get(address)).text);
    const form = { _csrf, _once, title: 'A table', kind: 'evidence', readers: 'office' };
    let request = visitor.agent.post(address);
    for (const [name, value] of Object.entries(form)) request = request.field(name, value);
    return request.attach('file', Buffer.from(bytes), 'a.csv');
  };

  test('one with a virus is refused and not kept, a clean one is attached', async () => {
    const bad = await send(marked);
    expect([bad.status, errorsOf(bad.text)]).toEqual([400, ['The selected file contains a virus. It was not kept.']]);
    expect(await world.db('document').select('id')).toEqual([]);
    expect((await send(clean)).status).toBe(303);
    expect(await listAttachments(world.db, 1)).toHaveLength(1);
  });

  test('a scanner that is absent, fails or is late lets nothing through', async () => {
    const unscanned = 'could not be scanned for viruses';
    expect(await refusalOf(scanWith('no-such-scanner -')(clean))).toContain(unscanned);
    expect(await refusalOf(scanWith('node -e process.exit(2)')(clean))).toContain(unscanned);
    expect(await refusalOf(scanWith('node -e setInterval(Date,9)', 500)(clean))).toContain(unscanned);
    // One that ends before it has read everything is no fault of ours.
    await scanWith('node -e process.exit(0)')(Buffer.alloc(5_000_000));
  });
});
