import { randomBytes } from 'node:crypto';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { checkFile } from '../../src/documents/file-kind.ts';
import { downloadName, plainFileName } from '../../src/documents/file-name.ts';
import { readZipDirectory } from '../../src/documents/zip-directory.ts';
import { Refusal } from '../../src/platform/refusal.ts';
import { effortGauge } from '../effort.ts';
import { compound, contentTypes, JPEG, office, PNG, pdf, zip } from './files.ts';

/** By which rule a file is refused, with the sentence; or what it was taken for. */
async function verdict(name: string, bytes: string | Uint8Array): Promise<string> {
  try {
    return (await checkFile(name, Buffer.from(bytes as string))).mediaType;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return `${error.rule}: ${error.message}`;
  }
}

const HTML = '<!DOCTYPE html><html><script>alert(1)</script></html>';
const SVG = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
const TABLE = 'School,Pupils\r\nHigh School,120\r\n';
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

describe('A file can be attached when its content is what its name says', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['lease.pdf', pdf(), 'application/pdf'],
    ['LEASE.PDF', pdf(), 'application/pdf'],
    ['letter.docx', office('docx'), DOCX],
    ['year.xlsx', office('xlsx'), XLSX],
    ['photo.jpg', JPEG, 'image/jpeg'],
    ['photo.jpeg', JPEG, 'image/jpeg'],
    ['poster.png', PNG, 'image/png'],
    ['table.csv', TABLE, 'text/csv; charset=utf-8'],
    ['table.csv', `\ufeff${TABLE}`, 'text/csv; charset=utf-8'],
    [
      'cost.csv',
      Buffer.from('Name,Amount\r\nCaf\xe9,\xa35 \x93quoted\x94\r\n', 'latin1'),
      'text/csv; charset=windows-1252',
    ],
    ['bm.csv', 'BM,MZ,GIF8\r\n1,2,3\r\n', 'text/csv; charset=utf-8'],
    // A scan's bytes may hold any word, and a form may name a thing alike.
    ['scan.pdf', pdf('2 0 obj<</Length 9>>stream\n/JS /Launch\nendstream endobj\n/JSON 1\n'), 'application/pdf'],
    ['odd.docx', office('docx', [{ name: 'word/embeddings/oleObject1.bin', data: 'x' }]), DOCX],
  ])('%s', async (name, bytes, mediaType) => {
    expect(await verdict(name, bytes)).toBe(mediaType);
  });
});

describe('A file is refused by name', () => {
  test.each<[rule: string, name: string, bytes: string | Uint8Array, says: string]>([
    [
      'not-accepted',
      'lease.pdf',
      zip([{ name: 'a.txt', data: 'a' }]),
      'lease.pdf is named as a PDF and holds a ZIP archive.',
    ],
    ['markup', 'lease.pdf', HTML, 'lease.pdf is named as a PDF and holds a web page or XML.'],
    ['markup', 'drawing.png', SVG, 'drawing.png is named as a PNG image and holds an SVG drawing.'],
    ['markup', 'drawing.svg', SVG, 'drawing.svg holds an SVG drawing; a PDF, Word'],
    ['markup', 'page.html', HTML, 'holds a web page'],
    ['markup', 'table.csv', HTML, 'named as a CSV file and holds a web page or XML'],
    ['markup', 'table.csv', `\ufeff \r\n${HTML}`, 'a web page'],
    ['markup', 'table.csv', `a,b\r\n1,<ScRiPt src=x>\r\n`, 'text with a web page in it'],
    ['program', 'table.csv', '#!/bin/sh\nrm -rf /\n', 'a script of commands'],
    ['type-differs', 'lease.pdf', PNG, 'is named as a PDF and holds a PNG image'],
    ['type-differs', 'lease.pdf', 'plain words', 'is named as a PDF and holds plain text'],
    ['type-differs', 'letter.docx', office('xlsx'), 'is named as a Word document and holds an Excel workbook'],
    ['type-differs', 'year.xlsx', pdf(), 'is named as an Excel workbook and holds a PDF'],
    ['type-differs', 'photo.png', JPEG, 'holds a JPEG image'],
    ['type-differs', 'lease.pdf.exe', pdf(), 'lease.pdf.exe holds a PDF'],
    ['no-ending', 'lease', pdf(), 'Name it with the ending .pdf.'],
    ['no-ending', '', pdf(), 'The selected file holds a PDF'],
    ['not-accepted', 'notes.txt', 'plain words', 'notes.txt holds plain text'],
    ['empty', 'lease.pdf', '', 'The selected file is empty.'],
    ['empty', 'table.csv', ' \r\n\r\n', 'nothing but blanks'],
    ['macros', 'letter.docm', office('docm'), 'Save it without macros, as .docx.'],
    ['macros', 'year.xlsm', office('xlsx'), 'Save it without macros, as .xlsx.'],
    ['macros', 'letter.docx', office('docx', [{ name: 'word/vbaProject.bin', data: 'x' }]), 'with macros'],
    ['macros', 'year.xlsx', office('xlsx', [{ name: 'xl/VBAPROJECT.BIN', data: 'x' }]), 'with macros'],
    ['macros', 'year.xlsx', office('xlsx', [{ name: 'xl/macrosheets/sheet1.xml', data: 'x' }]), 'with macros'],
    ['macros', 'letter.docx', office('docm'), 'with macros'],
    [
      'macros',
      'letter.docx',
      office(
        'docx',
        [],
        contentTypes('docx', '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'),
      ),
      'with macros',
    ],
    ['program', 'letter.docx', office('docx', [{ name: 'word/embeddings/setup.exe', data: 'MZ' }]), 'a program in it'],
    ['old-office', 'letter.doc', compound('WordDocument'), 'Save it as .docx.'],
    ['old-office', 'letter.docx', compound('WordDocument'), 'holds an old Word document. Save it as .docx.'],
    ['old-office', 'year.xls', compound('Workbook'), 'Save it as .xlsx.'],
    ['old-office', 'year.xlsx', compound('Workbook'), 'holds an old Excel workbook. Save it as .xlsx.'],
    ['encrypted', 'year.xlsx', compound('EncryptedPackage'), 'an Office file with a password'],
    ['encrypted', 'a.docx', office('docx', [{ name: 'a.xml', data: 'x', flags: 1 }]), 'with a password'],
    ['not-accepted', 'year.xlsb', office('xlsb'), 'Save it as .xlsx.'],
    ['not-accepted', 'talk.docx', office('pptx'), 'a PowerPoint presentation'],
    [
      'not-accepted',
      'letter.docx',
      zip([{ name: 'mimetype', data: 'application/vnd.oasis', method: 0 }]),
      'OpenDocument',
    ],
    ['not-accepted', 'mail.docx', compound('__properties_version1.0'), 'a message, an installer'],
    ['not-accepted', 'data.csv', gzipSync(TABLE), 'an archive'],
    ['not-accepted', 'data.csv', Buffer.from('377abcaf271c0004', 'hex'), 'an archive'],
    ['not-accepted', 'a.rtf', '{\\rtf1 words}', 'an RTF document'],
    ['not-accepted', 'a.gif', Buffer.from('GIF89a\x01\x00\x01\x00\x00', 'latin1'), 'Save it as a PNG or JPEG image.'],
    ['program', 'lease.pdf', Buffer.from('4d5a90000300000004000000ffff0000', 'hex'), 'a program'],
    ['program', 'lease.pdf', Buffer.from('7f454c4602010100000000000000000002003e00', 'hex'), 'a program'],
    ['encoding', 'table.csv', Buffer.from(`\ufeff${TABLE}`, 'utf16le'), 'UTF-16 text. Save it as "CSV UTF-8".'],
    ['not-accepted', 'table.csv', Buffer.from('a,b\r\n1,\0\r\n'), 'something that is not recognised'],
    ['not-accepted', 'table.csv', Buffer.from('\xef\xbb\xbfa,\xe9\r\n', 'latin1'), 'something that is not recognised'],
    ['not-accepted', 'table.csv', Buffer.from('a,\x81\x90\r\n', 'latin1'), 'something that is not recognised'],
  ])('%s: %s', async (rule, name, bytes, says) => {
    const said = await verdict(name, bytes);
    expect(said).toContain(says);
    expect(said.split(':')[0]).toBe(rule);
  });

  test('a script in a PDF, also with the letters of its name as numbers', async () => {
    for (const name of ['/JS(app.alert(1))', '/JavaScript<<>>', '/J#61vaScript 5 0 R', '/Launch<</F(cmd)>>']) {
      expect(await verdict('a.pdf', pdf(`2 0 obj<</S ${name}>>endobj\n`))).toMatch(/^script: .*Print it to a PDF/);
    }
  });

  test('two files at once: a ZIP archive behind a PDF, a picture or a program, and bytes behind a picture', async () => {
    const archive = (before: Buffer) => zip([{ name: 'a.txt', data: 'a' }], { before });
    expect(await verdict('a.pdf', archive(pdf()))).toMatch(/^two-at-once/);
    expect(await verdict('a.png', archive(PNG))).toMatch(/^two-at-once/);
    expect(await verdict('a.jpg', archive(JPEG))).toMatch(/^two-at-once/);
    expect(await verdict('a.docx', archive(Buffer.from('MZ\x90\0\x03\0\0\0')))).toMatch(/^program/);
    expect(await verdict('a.png', Buffer.concat([PNG, Buffer.from(HTML)]))).toMatch(/^two-at-once/);
    expect(await verdict('a.pdf', Buffer.concat([Buffer.from(HTML), pdf()]))).toMatch(/^markup/);
  });

  test('what was cut off on its way', async () => {
    const scan = pdf(`2 0 obj<</Length 5000>>stream\n${'x'.repeat(5000)}\nendstream endobj\n`);
    expect(await verdict('a.pdf', scan.subarray(0, 3000))).toMatch(/^cut-off/);
    expect(await verdict('a.png', PNG.subarray(0, PNG.length - 5))).toMatch(/^cut-off/);
    expect(await verdict('a.jpg', JPEG.subarray(0, JPEG.length - 2))).toMatch(/^cut-off/);
    for (const cut of [1, 20, 100]) {
      const docx = office('docx');
      expect(await verdict('a.docx', docx.subarray(0, docx.length - cut))).toMatch(/^unsafe-archive: .*is cut off/);
    }
  });
});

describe('An archive is refused by its directory, before anything in it is inflated', () => {
  const types = { name: '[Content_Types].xml', data: contentTypes('xlsx') };
  const book = { name: 'xl/workbook.xml', data: '<workbook/>' };

  test.each<[string, Buffer]>([
    ['grows without measure', zip([types, book, { name: 'xl/a.xml', data: Buffer.alloc(300_000_000) }])],
    [
      'a file whose size is false',
      zip([types, book, { name: 'xl/a.xml', data: 'x'.repeat(900), size: 4_000_000_000 }]),
    ],
    ['a file whose size is false', zip([types, book, { name: 'xl/a.xml', data: randomBytes(90_000), size: 10 }])],
    ['a file whose size is false', zip([types, book, { name: 'a', data: 'stored', method: 0, size: 5 }])],
    [
      'grows beyond 200 MB',
      zip(
        [
          types,
          ...Array.from({ length: 300 }, (_, n) => ({ name: `xl/${n}`, data: 'ab'.repeat(350), size: 999_999 })),
        ].map(claimed),
      ),
    ],
    ['more than 2,000 files', zip(Array.from({ length: 10_000 }, (_, n) => ({ name: `${n}`, data: '' })))],
    ['files within each other', within()],
    ['two files of one name', zip([types, book, { ...types, name: '[content_types].XML' }])],
    ['a file outside itself', zip([types, book, { name: '../../etc/passwd', data: 'x' }])],
    ['a file outside itself', zip([types, book, { name: 'C:\\evil', data: 'x' }])],
    ['is not put together as it says', zip([types, { ...book, ownName: 'xl/vbaProjec.bin' }])],
    ['is not put together as it says', zip([types, book, { name: 'a', data: 'x', at: 90_000 }])],
  ])('%s', async (says, bytes) => {
    expect(await verdict('year.xlsx', bytes)).toMatch(/^unsafe-archive: /);
    expect(await verdict('year.xlsx', bytes)).toContain(says);
  });

  /** A file whose header stands within the bytes of another. */
  function within(): Buffer {
    const inner = { name: 'xl/b', data: 'x', method: 0 as const };
    const start = zip([types, book, { name: 'xl/a', data: '', method: 0 }]).indexOf('xl/a') + 4;
    return zip([types, book, { name: 'xl/a', data: zip([inner]).subarray(0, 35), method: 0 }, { ...inner, at: start }]);
  }

  function claimed(part: Parameters<typeof zip>[0][number]) {
    return part.name.startsWith('xl/') ? { ...part, data: randomBytes(6000) } : part;
  }

  test('an Office file that hides what it is made of', async () => {
    const bomb = office('xlsx', [], contentTypes('xlsx', ' '.repeat(400_000)));
    expect(await verdict('year.xlsx', bomb)).toBe(XLSX);
    const large = office('xlsx', [], contentTypes('xlsx', ' '.repeat(600_000)));
    expect(await verdict('year.xlsx', large)).toMatch(/^unsafe-archive/);
    const lying = zip([{ ...types, data: contentTypes('xlsx', ' '.repeat(700_000)), size: 5000 }, book]);
    expect(await verdict('year.xlsx', lying)).toMatch(/^unsafe-archive/);
    for (const more of ['<!DOCTYPE a [<!ENTITY e "x">]>', '<Override ContentType="vba&#80;roject"/>']) {
      expect(await verdict('year.xlsx', office('xlsx', [], contentTypes('xlsx', more)))).toMatch(/^unsafe-archive/);
    }
    const garbled = zip([{ ...types, data: 'x' }, book]);
    garbled.fill(0xff, 49, 52);
    expect(await verdict('year.xlsx', garbled)).toMatch(/^unsafe-archive/);
  });

  test('no bytes make it fail otherwise, or take long', async () => {
    const seeds: Uint8Array[] = [
      office('docx'),
      pdf(),
      PNG,
      JPEG,
      compound('Workbook'),
      Buffer.from(TABLE),
      gzipSync(TABLE),
    ];
    const ids = [
      'ID3\x04\0\0\0\0\x0f\x76',
      '\xef\xbb\xbf',
      'RIFF',
      'OggS\0',
      '\x1a\x45\xdf\xa3',
      'II*\0',
      '!<arch>\n',
      'PK\x05\x06',
    ];
    for (const id of ids)
      seeds.push(Buffer.concat([Buffer.from(id, 'latin1'), deflateRawSync(Buffer.alloc(9000)), randomBytes(6000)]));
    const effort = effortGauge();
    let hardest = 0;
    for (let round = 0; round < 600; round += 1) {
      const bytes = new Uint8Array(seeds[round % seeds.length] as Uint8Array);
      for (let flips = round % 7; flips > 0; flips -= 1) {
        bytes[Math.floor(Math.random() * bytes.length)] = Math.floor(Math.random() * 256);
      }
      const cut = bytes.subarray(0, round % 3 === 0 ? Math.ceil(Math.random() * bytes.length) : bytes.length);
      const name = ['a.docx', 'a.pdf', 'a.csv'][round % 3] as string;
      hardest = Math.max(hardest, await effort(() => verdict(name, cut)));
    }
    expect(hardest).toBeLessThan(15);
  });

  test('ten megabytes of anything are looked at with the effort of going over them some dozens of times', async () => {
    const most = 10 * 1024 * 1024;
    const heavy: [string, Buffer][] = [
      ['a.csv', Buffer.alloc(most, '<'.repeat(99))],
      ['a.csv', Buffer.alloc(most, 'a,b\r\n')],
      ['a.pdf', Buffer.concat([Buffer.from('%PDF-'), Buffer.alloc(most, 'stream '), pdf()])],
      ['a.pdf', Buffer.concat([Buffer.from('%PDF-'), Buffer.alloc(most, '/J#53'), pdf()])],
      ['a.png', Buffer.concat([PNG.subarray(0, 8), Buffer.alloc(most)])],
      ['a.jpg', Buffer.concat([JPEG.subarray(0, 2), Buffer.alloc(most, 0xff)])],
      ['a.docx', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(most, 'PK\x05\x06')])],
      ['a.doc', Buffer.concat([compound('x'), Buffer.alloc(most, 'E\0n\0')])],
    ];
    const effort = effortGauge();
    for (const [name, bytes] of heavy) {
      const found = await effort(() => verdict(name, bytes));
      expect([name, found < 30 ? 'little' : found]).toEqual([name, 'little']);
    }
  });

  test('a genuine directory is read as it is', () => {
    expect(readZipDirectory(office('docx'))).toMatchObject({
      entries: [{ name: '[Content_Types].xml' }, { name: 'word/document.xml', size: 11 }],
    });
  });
});

describe("A file's name", () => {
  const sent = (name: string) => Buffer.from(name, 'utf8').toString('latin1');

  test.each([
    ['../../x.pdf', 'x.pdf'],
    ['..\\..\\x.pdf', 'x.pdf'],
    ['C:\\Users\\me\\x.pdf', 'x.pdf'],
    ['/etc/passwd', 'passwd'],
    ['a\0.csv', 'a.csv'],
    ['x\r\nSet-Cookie: a=b.pdf', 'xSet-Cookie: a=b.pdf'],
    ['<img src=x onerror=alert(1)>.pdf', '<img src=x onerror=alert(1)>.pdf'],
    ['lease\u202efdp.exe', 'leasefdp.exe'],
    ['lease.pdf. . ', 'lease.pdf'],
    ['CON', 'CON'],
    ['..', ''],
    ['Cafe\u0301 – tŷ.pdf', 'Café – tŷ.pdf'],
    [`${'n'.repeat(300)}.pdf`, `${'n'.repeat(116)}.pdf`],
  ])('%j is kept as %j', (name, kept) => {
    expect(plainFileName(sent(name))).toBe(kept);
  });

  test('sent in other encodings is read as it was meant', () => {
    expect(plainFileName('tŷ – 1.pdf')).toBe('tŷ – 1.pdf');
    expect(plainFileName('caf\xe9.pdf')).toBe('café.pdf');
  });

  test('of a download begins with the reference, and every system can keep it', () => {
    expect(downloadName('AT-2015-0001', 'CON', 'pdf')).toBe('AT-2015-0001 CON.pdf');
    expect(downloadName('AT-2015-0001', 'a:b?<c>|"d*.PDF', 'pdf')).toBe('AT-2015-0001 a_b__c___d_.pdf');
    expect(downloadName('AT-2015-0001', '[removed]', 'csv')).toBe('AT-2015-0001 [removed].csv');
    expect(downloadName('AT-2015-0001', '', 'csv')).toBe('AT-2015-0001.csv');
  });
});
