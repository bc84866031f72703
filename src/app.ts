import express, { type Express, type Request } from 'express';
import session from 'express-session';
import { readAnsweredPart } from './assurance/answering-money.ts';
import { assuranceRoutes } from './assurance/assurance.routes.ts';
import { readVoicePart } from './assurance/voice.routes.ts';
import type { Site } from './audit/act.ts';
import { attachmentRoutes } from './documents/attachment.routes.ts';
import { readAttachmentPart } from './documents/attachment-part.ts';
import { removalRoutes } from './documents/removal.routes.ts';
import type { ScanFile } from './documents/virus-scan.ts';
import { figureRoutes } from './figures/figure.routes.ts';
import { readFigures } from './figures/registry.ts';
import { fundRoutes } from './funds/fund.routes.ts';
import { ATTACHMENT_SUBJECTS } from './home/attachment-subjects.ts';
import { readHolds } from './home/holds.ts';
import { homeRoutes } from './home/home.routes.ts';
import { landingOf } from './home/landing.ts';
import { readLatestPack } from './home/latest-pack.ts';
import { menuFor } from './home/menu.ts';
import { readObstacles } from './home/month-end.ts';
import { REMOVAL_ROOMS } from './home/removal-rooms.ts';
import { agreementsOfProviderPart } from './initiatives/agreements/provider-part.ts';
import { initiativeRoutes } from './initiatives/initiative.routes.ts';
import { listInitiatives } from './initiatives/initiative.store.ts';
import { readDecidedPart } from './initiatives/life/life-shown.ts';
import { periodRoutes } from './ledger/period.routes.ts';
import { meetingRoutes } from './meetings/meeting.routes.ts';
import { readFigureQuestions } from './meetings/question.routes.ts';
import { noticeRoutes } from './notices/notice.routes.ts';
import { readObservedRows } from './outcomes/district-row.ts';
import { outcomeRoutes } from './outcomes/measure.routes.ts';
import { briefingRoutes } from './packs/briefing/briefing.routes.ts';
import { checkRoutes as paperCheckRoutes } from './packs/check.routes.ts';
import { packRoutes } from './packs/pack.routes.ts';
import { checkRoutes } from './partners/check.routes.ts';
import { districtRoutes } from './partners/district.routes.ts';
import { organisationRoutes } from './partners/organisation.routes.ts';
import { PLACE_NAMES } from './partners/place.ts';
import { csrfToken, Door, formParser, type Listed } from './people/door.ts';
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
import { publicationRoutes } from './publication/publication.routes.ts';
import { returnRoutes } from './returns/return.routes.ts';
import { claimsPart } from './spend/claims/advance.routes.ts';
import { readOwed } from './spend/claims/payable.store.ts';
import { readMonitoringPart, readReturnsOwedPart } from './spend/monitoring/return.routes.ts';
import { spendRoutes } from './spend/spend.routes.ts';

export interface AppSettings {
  site: Site;
  log: Log;
  secret: string;
  production: boolean;
  /** What looks for viruses in attached files; nothing does without it. */
  scanFile?: ScanFile;
  /** Where people reach the program, for links that leave it; without it, where whoever asks reached it. */
  baseUrl?: string | null;
}

/** The program's table of contents: one line for each thing that every request passes, one for each room. */
export function createApp({ site, log, secret, production, scanFile, baseUrl = null }: AppSettings): {
  app: Express;
  listed: Listed[];
} {
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
  signInRoutes(door, site, shell, landingOf);
  // The rooms, from the ground up.
  peopleRoutes(door, PLACE_NAMES);
  noticeRoutes(door);
  attachmentRoutes(door, ATTACHMENT_SUBJECTS, scanFile);
  removalRoutes(door, REMOVAL_ROOMS);
  organisationRoutes(door, [agreementsOfProviderPart(readFigures), readAttachmentPart('organisation')]);
  checkRoutes(door);
  districtRoutes(door, [readObservedRows]);
  periodRoutes(door, {
    readHolds,
    readObstacles: (db, officeId, period) => readObstacles(db, officeId, period, site.clock),
  });
  fundRoutes(door, readFigures, listInitiatives, { decision: [readDecidedPart] });
  initiativeRoutes(door, readFigures, {
    initiative: [readReturnsOwedPart, readAnsweredPart, readVoicePart],
    agreement: [claimsPart(readFigures), readMonitoringPart],
    readOwed,
  });
  outcomeRoutes(door, readFigures, [readAttachmentPart('measure')]);
  spendRoutes(door, readFigures);
  assuranceRoutes(door, readFigures);
  figureRoutes(door, readFigureQuestions);
  meetingRoutes(door, readFigures, readLatestPack);
  packRoutes(door);
  paperCheckRoutes(door, site, shell);
  briefingRoutes(door);
  returnRoutes(door);
  publicationRoutes(door, site);
  homeRoutes(door, readFigures, baseUrl);

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
    shell.nav = menuFor(person, req.path);
    shell.links = [
      { text: 'Calendar', href: '/calendar' },
      { text: 'Tables for analysts', href: '/tables' },
      { text: 'Access tokens', href: '/tokens' },
    ];
    if (req.session?.flash !== undefined) {
      shell.flash = req.session.flash;
      delete req.session.flash;
    }
    return shell;
  };
}
