import express, { type Express, type Request } from 'express';
import session from 'express-session';
import type { Site } from './audit/act.ts';
import { figureRoutes } from './figures/figure.routes.ts';
import { readFigures } from './figures/registry.ts';
import { fundRoutes } from './funds/fund.routes.ts';
import { homeRoutes } from './home/home.routes.ts';
import { initiativeRoutes } from './initiatives/initiative.routes.ts';
import { periodRoutes } from './ledger/period.routes.ts';
import { meetingRoutes } from './meetings/meeting.routes.ts';
import { outcomeRoutes } from './outcomes/measure.routes.ts';
import { packRoutes } from './packs/pack.routes.ts';
import { organisationRoutes } from './partners/organisation.routes.ts';
import { PLACE_NAMES } from './partners/place.ts';
import { csrfToken, Door, formParser, type Listed } from './people/door.ts';
import { type ActName, may } from './people/may.ts';
import { firstOffice, type Office } from './people/office.store.ts';
import { peopleRoutes } from './people/person.routes.ts';
import { findPerson } from './people/person.store.ts';
import type { Person } from './people/person.ts';
import { roleShown } from './people/role.ts';
import { SessionStore } from './people/session.store.ts';
import { signInRoutes } from './people/sign-in.routes.ts';
import { loadAssets } from './platform/assets.ts';
import type { Log } from './platform/log.ts';
import { notFound } from './platform/refusal.ts';
import { bareShell, noNul, problemPages, sameSiteOnly, securityHeaders, useTemplates } from './platform/web.ts';
import { returnRoutes } from './returns/return.routes.ts';
import { spendRoutes } from './spend/spend.routes.ts';

export interface AppSettings {
  site: Site;
  log: Log;
  secret: string;
  production: boolean;
}

/** The program's table of contents: one line for each thing that every request passes, one for each room. */
export function createApp({ site, log, secret, production }: AppSettings): { app: Express; listed: Listed[] } {
  const app = express();
  useTemplates(app);
  if (production) app.set('trust proxy', 'loopback');
  app.use(securityHeaders());
  app.use(loadAssets().router());
  app.use(
    session({
      name: production ? '__Host-sid' : 'sid',
      secret,
      store: new SessionStore(site.db, site.clock),
      resave: false,
      saveUninitialized: false,
      cookie: { httpOnly: true, sameSite: 'lax', secure: production, path: '/' },
    }),
  );
  app.use(noNul);
  app.use(sameSiteOnly);
  app.use(formParser());

  const shell = shellOf(site);
  const door = new Door(app, site, shell);
  signInRoutes(door, site, shell);
  // The rooms, from the ground up.
  peopleRoutes(door, PLACE_NAMES);
  organisationRoutes(door);
  periodRoutes(door);
  fundRoutes(door, readFigures);
  initiativeRoutes(door, readFigures);
  outcomeRoutes(door, readFigures);
  spendRoutes(door, readFigures);
  figureRoutes(door);
  meetingRoutes(door);
  packRoutes(door);
  returnRoutes(door);
  homeRoutes(door, readFigures);

  app.use((req) => {
    throw notFound(`page ${req.path.slice(0, 100)}`);
  });
  app.use(
    problemPages(
      log,
      async (req, res) => {
        const id = req.session?.personId;
        const person = res.locals.person ?? (typeof id === 'number' ? await findPerson(site.db, id) : null);
        return shell(req, person, res.locals.office ?? null);
      },
      csrfToken,
    ),
  );
  return { app, listed: door.listed };
}

const NAVIGATION: { text: string; href: string; act: ActName }[] = [
  { text: 'Fund', href: '/fund', act: 'fund.read' },
  { text: 'Initiatives', href: '/initiatives', act: 'initiative.read' },
  { text: 'Spend', href: '/spend', act: 'spend.read' },
  { text: 'Outcomes', href: '/measures', act: 'measure.read' },
  { text: 'Meetings', href: '/meetings', act: 'meeting.read' },
  { text: 'Returns', href: '/returns', act: 'return.read' },
  { text: 'Figures', href: '/figures', act: 'figure.read' },
  { text: 'People', href: '/people', act: 'person.read' },
  { text: 'Audit', href: '/audit', act: 'audit.read' },
];

/** What the layout needs around every page, for the person who is looking. */
function shellOf(site: Site) {
  return async (req: Request, person: Person | null, known: Office | null) => {
    const office = known ?? (await firstOffice(site.db));
    const shell: Record<string, unknown> = bareShell(office?.name ?? 'CSE fund record');
    shell.demonstration = office?.demonstration ?? false;
    if (person === null || office === null) return shell;
    shell.person = {
      name: person.name,
      role: person.roles.map((role) => roleShown(role, office.commissionerTitle)).join(', '),
    };
    shell.nav = NAVIGATION.filter(({ act }) => may(person, act).may).map(({ text, href }) => ({
      text,
      href,
      current: req.path === href || req.path.startsWith(`${href}/`),
    }));
    if (req.session?.flash !== undefined) {
      shell.flash = req.session.flash;
      delete req.session.flash;
    }
    return shell;
  };
}
