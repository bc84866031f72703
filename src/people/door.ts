import { csrfSync } from 'csrf-sync';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import multer from 'multer';
import type { Once, Site } from '../audit/act.ts';
import { Reading, readAs } from '../audit/gate/reading.ts';
import { canonical, randomToken } from '../platform/digest.ts';
import type { Parameters } from '../platform/parameter.ts';
import { notFound, Refusal } from '../platform/refusal.ts';
import { HELD_NOTE, Marker } from './held-words.ts';
import { type ActName, demand, may, type Subject } from './may.ts';
import { findOffice, type Office } from './office.store.ts';
import { addFileLinks, type PageAddress, tablesOn } from './page-tables.ts';
import { findPerson } from './person.store.ts';
import type { Person } from './person.ts';
import { checkParameters, type NamedTable, sendTable, TABLE_FORMATS, type TableFormat } from './table-address.ts';
import { TokenGate } from './tokens/admit.ts';
import { scopeOf } from './tokens/scope.ts';
import { secretOf, type Token, tokenAllows } from './tokens/token.ts';

/** One request of somebody who is signed in and whose role includes the act of the address. */
export interface Visit {
  req: Request;
  res: Response;
  site: Site;
  person: Person;
  office: Office;
  /** Where figures are read for this person. */
  where: { db: Site['db']; officeId: number; seesEntries: boolean };
  /** Whether the person may do this to that; and the same, throwing the refusal. */
  may(act: ActName, subject?: Subject): boolean;
  demand(act: ActName, subject?: Subject): void;
  /** The form's key and content, so that it acts once however often it is sent. */
  once(): Once;
  /** Renders a view with a finished page. The layout's needs are filled in by the shell. */
  show(view: string, page: Page, status?: number): void;
  /** Goes to another address after an act, saying there what was done. */
  done(href: string, said: string, link?: { text: string; href: string }): void;
}

/** A page ready for its template: every view needs a title; the rest is its own. */
export interface Page {
  title: string;
  [part: string]: unknown;
}

export type Handler = (visit: Visit) => Promise<void>;
/** Answers a table to be sent in the format asked for; null when it was sent already. */
export type TableHandler = (visit: Visit, format: TableFormat) => Promise<NamedTable | null>;
export type OpenHandler = (req: Request, res: Response, next: NextFunction) => Promise<void>;
export type Shell = (req: Request, person: Person | null, office: Office | null) => Promise<Record<string, unknown>>;

export interface Listed {
  method: 'GET' | 'POST';
  path: string;
  /** The act that the address asks for; 'open' needs no sign-in. */
  act: ActName | 'open';
  /** Whether programs read it, with an access token instead of a session. */
  isForPrograms?: true;
  /** Whether it is a page's tables as files: for whoever may see the page. */
  isOfPage?: true;
  /** Of a table: its address without the ending, and what may be asked of it. */
  table?: { stem: string; format: TableFormat; parameters: Parameters };
}

const LARGEST_FILE = 10 * 1024 * 1024;

const { csrfSynchronisedProtection, generateToken } = csrfSync({
  // Only from the body: a token in an address would be kept in logs and histories.
  getTokenFromRequest: (req) => (typeof req.body?._csrf === 'string' ? req.body._csrf : undefined),
  errorConfig: { statusCode: 403, message: 'csrf', code: 'EBADCSRFTOKEN' },
});

/** The session's token, which every form carries in `_csrf`. */
export function csrfToken(req: Request): string {
  return generateToken(req);
}

/**
 * Every address of the program goes through here and names the act it asks for, so that none is open by mistake:
 * the list is compared with the access table by a test.
 */
export class Door {
  readonly listed: Listed[] = [];
  private readonly app: Express;
  private readonly stems = new Set<string>();
  readonly site: Site;
  private readonly shell: Shell;
  readonly tokens: TokenGate;

  constructor(app: Express, site: Site, shell: Shell) {
    this.app = app;
    this.site = site;
    this.shell = shell;
    this.tokens = new TokenGate(site);
  }

  /**
   * A page. Where it is there to be read, each table that it shows is to be had below its address as well, in every
   * format, for whoever may see it; what is looked at in an act of its own, and forms, leave no file.
   */
  get(path: string, act: ActName, handler: Handler): void {
    this.listed.push({ method: 'GET', path, act });
    this.app.get(path, this.visit(act, handler));
    if (scopeOf(act) === null) return;
    const files = `${path === '/' ? '' : path}/tables/:table.:format`;
    this.listed.push({ method: 'GET', path: files, act, isForPrograms: true, isOfPage: true });
    this.data(files, act, async (visit) => {
      const shown: Page[] = [];
      const show: Visit['show'] = (_view, page, status = 200) => {
        if (status < 400) shown.push(page);
      };
      await handler({ ...visit, show });
      const { table: name, format } = visit.req.params;
      const found = shown.flatMap(tablesOn).find((table) => table.name === name);
      const known = TABLE_FORMATS.find((one) => one === format);
      if (visit.res.headersSent) return;
      if (found === undefined || known === undefined) throw notFound(`table ${String(name).slice(0, 40)} on this page`);
      await sendTable(visit.res, found, known);
    });
  }

  /**
   * A table at a stable address: `stem.csv`, `.json`, `.xlsx` and `.ods`, with the same values in each. Programs read
   * it with an access token. What may be asked of it stands in `parameters`; anything else is malformed.
   */
  table(stem: string, act: ActName, handler: TableHandler, parameters: Parameters = {}): void {
    this.stems.add(stem);
    for (const format of TABLE_FORMATS) {
      const path = `${stem}.${format}`;
      this.listed.push({ method: 'GET', path, act, isForPrograms: true, table: { stem, format, parameters } });
      this.data(path, act, async (visit) => {
        checkParameters(visit.req.query, parameters);
        const answer = await handler(visit, format);
        if (answer !== null) await sendTable(visit.res, answer, format);
      });
    }
  }

  /** What programs read at an address of its own, with an access token or signed in. */
  document(path: string, act: ActName, handler: Handler): void {
    this.listed.push({ method: 'GET', path, act, isForPrograms: true });
    this.data(path, act, handler);
  }

  private data(path: string, act: ActName, handler: Handler): void {
    const visit = this.visit(act, handler, true);
    this.app.get(path, async (req, res, next) => {
      res.locals.forPrograms = true;
      await visit(req, res, next);
    });
  }

  /**
   * A file or a frozen paper to be opened by somebody who is signed in. It is no page, so nothing stands below its
   * address: there a token would take it out, where who takes a file is recorded as a person's act.
   */
  file(path: string, act: ActName, handler: Handler): void {
    this.listed.push({ method: 'GET', path, act });
    this.app.get(path, this.visit(act, handler));
  }

  post(path: string, act: ActName, handler: Handler): void {
    this.listed.push({ method: 'POST', path, act });
    this.app.post(path, csrfSynchronisedProtection, this.visit(act, handler));
  }

  /** A form with one file, in the field `file`, kept in memory and at most 10 MB. */
  upload(path: string, act: ActName, handler: Handler): void {
    this.listed.push({ method: 'POST', path, act });
    const limits = { fileSize: LARGEST_FILE, files: 1, fields: 30, fieldSize: 20_000, parts: 32 };
    const read = multer({ storage: multer.memoryStorage(), limits }).single('file');
    const parse = (req: Request, res: Response, next: NextFunction): void => {
      read(req, res, (error: unknown) => {
        const isOurs = error === undefined || error === null || error instanceof multer.MulterError;
        next(isOurs ? error : new Refusal('malformed', 'upload', 'The file did not arrive whole. Send it again.'));
      });
    };
    // The session is asked before the file is read, so that a stranger cannot make the program hold one.
    this.app.post(path, this.signedIn(), parse, csrfSynchronisedProtection, this.visit(act, handler));
  }

  /** An address that needs no sign-in. */
  open(method: 'GET' | 'POST', path: string, handler: OpenHandler): void {
    this.listed.push({ method, path, act: 'open' });
    if (method === 'GET') this.app.get(path, handler);
    else this.app.post(path, csrfSynchronisedProtection, handler);
  }

  private signedIn() {
    return async (req: Request, _res: Response, next: NextFunction): Promise<void> => {
      if (typeof req.session?.personId !== 'number')
        throw new Refusal('not-signed-in', 'not-signed-in', 'Sign in first.');
      next();
    };
  }

  /** Who asks: by the token that the request brings, where the address takes one, or else by their session. */
  private async asker(req: Request, takesTokens: boolean): Promise<{ person: Person; token: Token | null }> {
    const secret = takesTokens ? secretOf(req.get('Authorization')) : null;
    if (secret !== null) return this.tokens.admit(secret, 'tables', req.ip ?? '');
    const id = req.session?.personId;
    const person = typeof id === 'number' ? await findPerson(this.site.db, id) : null;
    if (person === null) throw new Refusal('not-signed-in', 'not-signed-in', 'Sign in first.');
    return { person, token: null };
  }

  private addressOf({ path, originalUrl, route }: Request): PageAddress {
    const at = originalUrl.indexOf('?');
    return { path, query: at === -1 ? '' : originalUrl.slice(at), isStem: this.stems.has(route.path) };
  }

  private visit(act: ActName, handler: Handler, isData = false) {
    return async (req: Request, res: Response, next: NextFunction): Promise<void> => {
      const { person, token } = await this.asker(req, isData);
      const office = await findOffice(this.site.db, person.officeId);
      res.locals.person = person;
      res.locals.office = office;
      if (token !== null && !tokenAllows(token, act)) throw outOfScope(token);
      demand(person, act);
      const shell = isData ? {} : await this.shell(req, person, office);
      // A file leaves the program, and who may not see held words is given none.
      const reading = new Reading(isData || /\.csv$/.test(req.path) || !may(person, 'words.read').may);
      const mayCheck = may(person, 'words.check').may;
      const allows: Visit['may'] = (name, subject) =>
        (token === null || tokenAllows(token, name)) && may(person, name, subject).may;
      const visited: Visit = {
        req,
        res,
        site: this.site,
        person,
        office,
        where: { db: this.site.db, officeId: office.id, seesEntries: allows('spend.read') },
        may: allows,
        demand: (name, subject) => {
          if (token !== null && !tokenAllows(token, name)) throw outOfScope(token);
          demand(person, name, subject);
        },
        once: () => onceOf(req),
        show: (view, page, status = 200) => {
          if (req.method === 'GET' && scopeOf(act) !== null) {
            addFileLinks(page, this.addressOf(req));
          }
          const marker = new Marker(reading);
          const said = (text: unknown) => marker.said(text);
          const locals = { page, shell, said, held: HELD_NOTE, csrf: csrfToken(req), once: randomToken() };
          res.status(status).render(view, locals, (error: Error | null, text: string) => {
            if (error) next(error);
            else
              res.send(text.replace(HELD_NOTE, () => marker.note(mayCheck && !req.path.startsWith('/words-to-check'))));
          });
        },
        done: (href, said, link) => {
          req.session.flash = link === undefined ? { text: said } : { text: said, link };
          res.redirect(303, href);
        },
      };
      await readAs(reading, () => handler(visited));
    };
  }
}

function outOfScope({ ref }: Token): Refusal {
  return new Refusal(
    'forbidden',
    'scope',
    `The access token ${ref} is not good for this part of the record. Make one that is, on the page Access tokens.`,
  );
}

function onceOf(req: Request): Once {
  const { _once: key, _csrf, ...input } = req.body as Record<string, string>;
  if (typeof key !== 'string' || !/^[0-9a-f]{32}$/.test(key)) {
    throw new Refusal('malformed', 'no-key', 'The form was not complete. Open it again and send it from there.');
  }
  return { key, input: JSON.parse(canonical({ path: req.path, ...input })) };
}

/** What the body parser takes: forms without files, nothing nested; a table of a year has a field for each cell. */
export function formParser() {
  return express.urlencoded({ extended: false, limit: '100kb', parameterLimit: 2000 });
}
