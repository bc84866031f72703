import ejs from 'ejs';
import type { ErrorRequestHandler, Express, NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { loadAssets } from './assets.ts';
import { govuk, moj } from './components.ts';
import { randomToken } from './digest.ts';
import type { Log } from './log.ts';
import { escapeHtml, html } from './markup.ts';
import { Refusal, type RefusalKind } from './refusal.ts';
import { inProject } from './root.ts';

/** Sets the templates up: EJS from `views`, with the components that every page uses. */
export function useTemplates(app: Express): void {
  app.engine('ejs', ejs.renderFile as never);
  app.set('view engine', 'ejs');
  app.set('views', inProject('views'));
  app.enable('view cache');
  app.set('query parser', 'simple');
  app.disable('x-powered-by');
  const said = (text: unknown) => escapeHtml(text === null || text === undefined ? '' : String(text));
  Object.assign(app.locals, { govuk, moj, html, said, held: '' });
}

/** Headers on every answer: nothing from elsewhere, nothing inline, nothing kept, no framing. */
export function securityHeaders(): RequestHandler[] {
  const none = ["'none'"];
  const self = ["'self'"];
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: none,
          scriptSrc: self,
          styleSrc: self,
          imgSrc: ["'self'", 'data:'],
          fontSrc: self,
          connectSrc: self,
          formAction: self,
          frameAncestors: none,
          baseUri: none,
          objectSrc: none,
        },
      },
      strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: true },
      referrerPolicy: { policy: 'same-origin' },
      crossOriginResourcePolicy: { policy: 'same-origin' },
    }),
    (_req, res, next) => {
      res.set('Cache-Control', 'no-store');
      res.set('Permissions-Policy', 'camera=(), microphone=(), geolocation=()');
      next();
    },
  ];
}

/** No address of ours holds a NUL, and PostgreSQL takes none: it is refused before anything reads it. */
export function noNul(req: Request, _res: Response, next: NextFunction): void {
  if (/%00|\0/.test(req.url)) {
    throw new Refusal('malformed', 'nul', 'The address holds a character that no address of this record has.');
  }
  next();
}

/** A form sent from another site is refused before anything else looks at it; the form's token is the second lock. */
export function sameSiteOnly(req: Request, _res: Response, next: NextFunction): void {
  if (req.method === 'GET' || req.method === 'HEAD') {
    next();
    return;
  }
  const site = req.get('Sec-Fetch-Site');
  const origin = req.get('Origin');
  const ownOrigin = origin === undefined || originHost(origin) === req.get('Host');
  if ((site !== undefined && site !== 'same-origin' && site !== 'none') || !ownOrigin) {
    throw new Refusal('forbidden', 'cross-site', 'This form came from another site. Open it here and send it again.');
  }
  next();
}

function originHost(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

interface Problem {
  status: number;
  title: string;
  message: string;
  todo: string[];
  reference?: string;
}

const TITLES: Record<RefusalKind, string> = {
  malformed: 'The request was not understood',
  'not-signed-in': 'Sign in first',
  forbidden: 'You cannot do this',
  'not-found': 'Page not found',
  conflict: 'This was changed meanwhile',
  refused: 'This cannot be done',
  throttled: 'Too many requests',
  busy: 'The service is busy',
};

const BY_STATUS: Record<number, [title: string, message: string]> = {
  400: ['The request was not understood', 'What was sent could not be read. Nothing was saved.'],
  413: [
    'That was too much',
    'What was sent is larger than this page takes. Files can be at most 10 MB. Nothing was saved.',
  ],
  415: [
    'The request was not understood',
    'What was sent is in a form that this page does not read. Nothing was saved.',
  ],
};

function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) {
    return { status: error.status, title: TITLES[error.kind], message: error.message, todo: [] };
  }
  const { status, statusCode, code } = error as { status?: unknown; statusCode?: unknown; code?: unknown };
  if (code === 'EBADCSRFTOKEN') {
    return {
      status: 403,
      title: 'This form is out of date',
      message: 'Your session has changed since the form was opened. Nothing was saved.',
      todo: ['Go back, reload the page and send it again.'],
    };
  }
  const isUpload = typeof code === 'string' && code.startsWith('LIMIT_');
  const found = isUpload ? (code === 'LIMIT_FILE_SIZE' ? 413 : 400) : Number(status ?? statusCode);
  const said = BY_STATUS[found] ?? (found >= 400 && found < 500 ? BY_STATUS[400] : undefined);
  if (said !== undefined) {
    const [title, message] = said;
    const isLarge = isUpload && found === 413;
    const todo = isLarge
      ? 'Go back and send a smaller file: of a table, fewer months or columns.'
      : 'Go back and try again.';
    return { status: found, title, message, todo: [todo] };
  }
  return {
    status: 500,
    title: 'Sorry, there is a problem with the service',
    message: 'Nothing was saved.',
    todo: ['Try again later.'],
    reference: randomToken(5),
  };
}

/**
 * Answers what went wrong with a page that says what to do. A fault of ours shows only a reference; the log holds it
 * with the fault's name and place, never the request's body.
 */
export function problemPages(
  log: Log,
  shell: (req: Request, res: Response) => Promise<unknown>,
  csrf: (req: Request) => string,
): ErrorRequestHandler {
  return async (error, req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const isNotSignedIn = error instanceof Refusal && error.kind === 'not-signed-in';
    if (isNotSignedIn && req.method === 'GET' && !isProgram(req, res)) {
      res.redirect(303, `/sign-in?return=${encodeURIComponent(req.originalUrl)}`);
      return;
    }
    const problem = problemOf(error);
    const { reference, status } = problem;
    if (status >= 500 && reference !== undefined) {
      const { name, code, stack } = error as { name?: unknown; code?: unknown; stack?: unknown };
      const place = String(stack).split('\n').slice(1, 4).join(' | ');
      log.error(
        { reference, name, code, place, method: req.method, route: withoutSecrets(req.path).slice(0, 200) },
        'fault',
      );
    }
    if (status === 503) res.set('Retry-After', '30');
    if (status === 429) res.set('Retry-After', '60');
    res.status(status);
    if (isProgram(req, res)) {
      if (status === 401) res.set('WWW-Authenticate', 'Basic realm="CSE fund record", charset="UTF-8", Bearer');
      const { title, message: detail } = problem;
      res.type('application/problem+json').send(JSON.stringify({ title, status, detail, reference }));
      return;
    }
    try {
      const locals = {
        page: problem,
        shell: await shell(req, res),
        csrf: req.session === undefined ? '' : csrf(req),
      };
      res.render('errors/problem', locals);
    } catch {
      res.type('text/plain').send(`${problem.title}. ${problem.message} ${problem.todo.join(' ')} ${reference ?? ''}`);
    }
  };
}

/** An address without what would open a calendar to whoever reads the log. */
function withoutSecrets(path: string): string {
  return path.replaceAll(/cse_[\w-]+/g, 'cse_...');
}

/**
 * Whether it is a program that asks, which understands no page: one that brings a token, or that asks for what programs
 * read and does not say that it takes a page instead, as browsers do.
 */
function isProgram(req: Request, res: Response): boolean {
  if (req.get('Authorization') !== undefined) return true;
  return res.locals.forPrograms === true && !(req.get('Accept') ?? '').includes('text/html');
}

/** The shell's part that is the same for everyone. */
export function bareShell(office: string): Record<string, unknown> {
  return { assets: loadAssets(), office };
}
