import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { inProject } from '../src/platform/root.ts';

/** Which rooms a room may use besides itself: README's map, as data. Rooms stand from the ground up. */
const MAY_USE: Record<string, string[]> = {
  money: [],
  calendar: [],
  platform: ['money', 'calendar'],
  disclosure: ['money', 'calendar'],
  audit: ['platform', 'money', 'calendar', 'disclosure'],
  people: ['audit', 'platform', 'money', 'calendar', 'disclosure'],
};
const upTo = (...rooms: string[]): string[] => [...new Set(rooms.flatMap((room) => [room, ...(MAY_USE[room] ?? [])]))];
MAY_USE.registers = upTo('people');
MAY_USE.notices = upTo('people');
MAY_USE.documents = upTo('people');
MAY_USE.partners = upTo('registers', 'notices');
MAY_USE.ledger = upTo('documents', 'notices');
MAY_USE.funds = upTo('ledger', 'partners');
MAY_USE.initiatives = upTo('funds');
MAY_USE.spend = upTo('initiatives');
MAY_USE.outcomes = upTo('initiatives');
MAY_USE.assurance = upTo('initiatives');
MAY_USE.figures = upTo('spend', 'outcomes');
MAY_USE.meetings = upTo('figures', 'assurance');
MAY_USE.packs = upTo('meetings');
MAY_USE.returns = upTo('figures');
MAY_USE.publication = upTo('meetings', 'packs', 'returns');
MAY_USE.home = upTo('publication', 'packs', 'returns', 'assurance');

const ROOMS = Object.keys(MAY_USE);
/** `migrations` names the database's dialect; nothing else outside `src` is used by a room. */
const OUTSIDE: Record<string, string[]> = { audit: ['migrations'], ledger: ['migrations'], platform: ['migrations'] };

interface Import {
  file: string;
  room: string;
  to: string;
  isPackage: boolean;
}

function filesBelow(folder: string): string[] {
  return readdirSync(inProject(folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(file) : file.endsWith('.ts') ? [file] : [];
  });
}

function importsOf(file: string): Import[] {
  const source = readFileSync(inProject(file), 'utf8');
  const room = file.split(path.sep)[1] as string;
  const found = source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g);
  return [...found].map(([, name = '']) => {
    const isPackage = !name.startsWith('.');
    return { file, room, isPackage, to: isPackage ? name : path.normalize(path.join(path.dirname(file), name)) };
  });
}

const inRooms = ROOMS.flatMap((room) => filesBelow(path.join('src', room))).flatMap(importsOf);

describe('the rooms', () => {
  test('are those of the map, and nothing else stands in src but the table of contents and the two ways in', () => {
    const found = readdirSync(inProject('src'), { withFileTypes: true });
    const folders = found.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(folders.filter((name) => !ROOMS.includes(name))).toEqual([]);
    const files = found.filter((entry) => entry.isFile()).map(({ name }) => name);
    expect(files.sort()).toEqual(['app.ts', 'cli.ts', 'server.ts']);
  });

  test.each(ROOMS)('%s uses only rooms below it', (room) => {
    const strays = inRooms.filter(({ room: from, to, isPackage }) => {
      if (from !== room || isPackage) return false;
      const [top, used = ''] = to.split(path.sep);
      if (top !== 'src') return !(OUTSIDE[room] ?? []).includes(top as string);
      return used !== room && !(MAY_USE[room] as string[]).includes(used);
    });
    expect(strays.map(({ file, to }) => `${file} uses ${to}`)).toEqual([]);
  });

  test('leave dates to the calendar', () => {
    const strays = inRooms.filter(
      ({ room, to, isPackage }) => isPackage && to.startsWith('date-fns') && room !== 'calendar',
    );
    expect(strays.map(({ file }) => file)).toEqual([]);
  });

  test('reach the web only from handlers, the door and the platform', () => {
    const mayServe = /\.(routes|store)\.ts$|src\/(platform|people)\//;
    const strays = inRooms.filter(({ file, to, isPackage }) => isPackage && to === 'express' && !mayServe.test(file));
    expect(strays.map(({ file }) => file)).toEqual([]);
  });

  test('leave no file of many nouns', () => {
    const strays = ROOMS.flatMap((room) => filesBelow(path.join('src', room))).filter((file) =>
      /\b(utils?|helpers?|common|services?)\b/i.test(path.basename(file)),
    );
    expect(strays).toEqual([]);
  });
});

describe('money', () => {
  test('is added up in the ledger alone', () => {
    const elsewhere = ROOMS.filter((room) => room !== 'ledger' && room !== 'money').flatMap((room) =>
      filesBelow(path.join('src', room)),
    );
    const strays = elsewhere.filter((file) => {
      const source = readFileSync(inProject(file), 'utf8');
      return /\bsum\s*\(/i.test(source) || /\.reduce\(.*(pence|amount|left)/i.test(source);
    });
    expect(strays).toEqual([]);
  });
});

describe('the top level', () => {
  test('holds what the house says and nothing else', () => {
    const agreed = [
      'src',
      'views',
      'migrations',
      'seeds',
      'test',
      'data',
      'package.json',
      'tsconfig.json',
      'README.md',
    ];
    const ignored = ['node_modules', 'dist', 'coverage', 'package-lock.json'];
    const found = readdirSync(inProject()).filter((name) => !name.startsWith('.') && !ignored.includes(name));
    expect(found.filter((name) => !agreed.includes(name))).toEqual([]);
  });

  test('migrations import nothing from the rooms, so that they mean the same for ever', () => {
    const strays = filesBelow('migrations')
      .flatMap(importsOf)
      .filter(({ to }) => to.startsWith('src'));
    expect(strays).toEqual([]);
  });
});
