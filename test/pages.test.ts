import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../seeds/demonstration.ts';
import { addPerson } from '../src/people/person.store.ts';
import { ROLES } from '../src/people/role.ts';
import { axeViolations, BrowserSite } from './browser.ts';
import { openWorld, type World } from './world.ts';

/** Pages as somebody with every role sees them: each with something of the demonstration on it. */
const PAGES = [
  '/',
  '/?year=2014-15&as-at=2015-03-31',
  '/people',
  '/audit',
  '/organisations',
  '/organisations?kind=council&name=M.D.C.',
  '/organisations/new',
  '/provider-checks',
  '/organisations/8/checks/new',
  '/organisations/8/checks/override',
  '/organisations/2',
  '/organisations/2/change',
  '/organisations/2/aliases/new',
  '/organisations/2/identifiers/new',
  '/organisations/2/merge',
  '/organisations/9',
  '/organisations/9/unmerge',
  '/organisations/look-alikes',
  '/organisations/look-alikes/10-11',
  '/districts',
  '/contacts',
  '/contacts/new',
  '/contacts/C-007',
  '/contacts/C-007/change',
  '/sharing-agreements',
  '/sharing-agreements/new',
  '/sharing-agreements/ISA-001',
  '/sharing-agreements/ISA-001/change',
  '/data-returns',
  '/data-returns/new',
  '/data-returns/DR-001',
  '/data-returns/DR-001/change',
  '/fund',
  '/funding-sources',
  '/funding-sources/new',
  '/funding-sources/PCC',
  '/funding-sources/PCC/awards/new',
  '/periods',
  '/periods/2015-16-P04/closing',
  '/periods/2015-16-P03/reopening',
  '/month-end/2015-16-P04',
  '/reconciliation/2015-16-P03',
  '/reconciliation/2015-16-P03/totals',
  '/reconciliation/2015-16-P03/file',
  '/reconciliation/2015-16-P03/differences/ledger/I-02',
  '/decisions',
  '/decisions/new',
  '/decisions/D-2015-001',
  '/decisions/D-2015-002/notice',
  '/decisions/D-2014-002/notices/1',
  '/decisions/D-2014-002/notices/1/publication',
  '/decisions/D-2015-003/completion',
  '/decisions/D-2015-001/corrections/1',
  '/allocations',
  '/allocations/new',
  '/allocations/AL-2015-002',
  '/virements',
  '/virements/new',
  '/virements/new?level=allocation',
  '/virements/V-2015-001',
  '/virements/V-2015-002',
  '/carry-forwards',
  '/carry-forwards/new',
  '/carry-forwards/CF-2014-001',
  '/funding-sources/PCC/lapses/2014-15',
  '/initiatives',
  '/initiatives/new',
  '/initiatives/I-01',
  '/initiatives/I-04',
  '/life',
  '/initiatives/I-01/life',
  '/initiatives/I-06/life/recommendation',
  '/initiatives/I-06/life/decision',
  '/initiatives/I-06/life/withdrawal',
  '/initiatives/I-03/life/variation',
  '/initiatives/I-02/budgets/new',
  '/initiatives/I-01/profiles/2015-16',
  '/initiatives/I-01/profiles/2015-16/patterns/new',
  '/profile-patterns',
  '/initiatives/I-01/kind',
  '/initiatives/I-02/kind',
  '/initiatives/I-04/kind',
  '/initiatives/I-01/records/post',
  '/initiatives/I-01/records/post/PO-020',
  '/initiatives/I-01/records/filling/new',
  '/initiatives/I-01/records/filling/FI-003/change',
  '/initiatives/I-02/records/school-session?place=E08000032&schoolYear=2014-15',
  '/initiatives/I-02/records/school-session/new',
  '/initiatives/I-04/records/foster-use/FU-002',
  '/risks',
  '/risks/new',
  '/risks/R-001',
  '/risks/R-001/change',
  '/delivery',
  '/initiatives/I-01/delivery',
  '/initiatives/I-04/delivery',
  '/risks/matrix',
  '/risks/matrix?initiative=I-01',
  '/risks?state=open&likelihoodAfter=4&impactAfter=4',
  '/milestones',
  '/milestones/new',
  '/milestones/M-002',
  '/milestones/M-002/change',
  '/issues',
  '/issues/new',
  '/issues/IS-001',
  '/issues/IS-001/change',
  '/confidence',
  '/confidence/new',
  '/confidence/DC-001',
  '/lessons?kind=school-awareness',
  '/lessons/new',
  '/lessons/LL-001',
  '/lessons/LL-001/change',
  '/exit-plans',
  '/exit-plans/new',
  '/exit-plans/EX-001',
  '/exit-plans/EX-001/change',
  '/clawbacks',
  '/clawbacks/new',
  '/clawbacks/CB-001',
  '/clawbacks/CB-001/change',
  '/agreements',
  '/agreements/roll-forward?year=2014-15',
  '/agreements/new',
  '/agreements?ending=365',
  '/agreements/AG-2014-002',
  '/agreements/AG-2015-002',
  '/agreements/AG-2015-002/conditions',
  '/agreements/AG-2015-002/payment',
  '/agreements/AG-2015-002/payment/new?shape=instalments',
  '/agreements/AG-2015-002/payment/new?shape=milestones&payments=3',
  '/agreements/AG-2015-002/payment/new?shape=results',
  '/agreements/AG-2015-002/variations/new',
  '/agreements/AG-2015-002/releases/new',
  '/agreements/AG-2015-002/years/new',
  '/attachments',
  '/attachments/new?kind=agreement&ref=AG-2015-002',
  '/attachments/new?kind=decision&ref=D-2015-001&replaces=AT-2015-0001',
  '/attachments/AT-2015-0003',
  '/attachments/AT-2015-0002/withdrawal',
  '/agreements/AG-2015-004',
  '/agreements/AG-2015-004/reporting-duty',
  '/monitoring-returns',
  '/monitoring-returns?show=all',
  '/monitoring-returns/AG-2015-004/2015-04-01',
  '/monitoring-returns/AG-2015-002/2015-04-20',
  '/claims',
  '/claims/new',
  '/claims/CL-2015-001',
  '/claims/CL-2015-003',
  '/payroll',
  '/payroll/new',
  '/payroll/RS-001',
  '/payroll/RS-001/change',
  '/payroll/RS-001/2015-16-P03',
  '/payroll/RS-001/2015-16-P04',
  '/payables',
  '/payables?show=all',
  '/payables/PY-2015-001',
  '/advances',
  '/notices',
  '/measures',
  '/measures/new',
  '/measures/new?initiative=I-04&template=FC-USED',
  '/measures/SA-SESSIONS/change',
  '/measures/templates?initiative=I-04',
  '/measures/grid?initiative=I-02&quarter=2015-16-Q1',
  '/measures/grid?measure=SA-STAFF&year=2015-16',
  '/measures/file',
  '/measures/drafts',
  '/measures/approvals',
  '/measures/INV-REVIEWED?year=2014-15',
  '/measures/SA-STAFF/observations/new',
  '/measures/SA-DISC',
  '/measures/SA-SESSIONS',
  '/measures/SA-PUPILS/observations/new',
  '/measures/SA-PUPILS/targets/new',
  '/spend',
  '/spend?initiative=I-02&supplier=print&sort=amount',
  '/spend/new',
  '/spend/new?copy=last',
  '/spend/grid',
  '/spend/drafts',
  '/spend/SP-2015-16-000010',
  '/spend/SP-2014-15-000009',
  '/spend/SP-2015-16-000012',
  '/spend/SP-2015-16-000013',
  '/spend/SP-2015-16-000012/correction',
  '/spend/accruals',
  '/spend/accruals/new',
  '/spend/prepayments',
  '/spend/prepayments/new',
  '/spend/adjustments',
  '/spend/adjustments/new',
  '/spend/SP-2015-16-000004/correction',
  '/approvals',
  '/approvals?show=mine&select=all',
  '/approvals/limits',
  '/coding-rules',
  '/coding-rules?state=all&words=leeds',
  '/coding-rules/new',
  '/coding-rules/new?suggestion=1',
  '/coding-rules/try',
  '/coding-rules/suggestions/1',
  '/coding-rules/CR-007',
  '/coding-rules/CR-008',
  '/coding-rules/CR-003/change',
  '/coding-rules/CR-006/move',
  '/coding-rules/CR-006/retirement',
  '/imports',
  '/imports/new',
  '/imports/IB-2015-16-001',
  '/imports/IB-2015-16-002',
  '/import-profiles',
  '/import-profiles/new',
  '/import-profiles/sap',
  '/forecasts',
  '/forecasts?year=2014-15',
  '/forecasts/I-01',
  '/year-end/exposure',
  '/verifications',
  '/fund/every-pound?year=2014-15',
  '/restatements',
  '/figures',
  '/monitoring',
  '/monitoring?year=2014-15&span=all&initiative=I-01',
  '/monitoring?year=2015-16&span=Q1&pounds=whole',
  '/initiatives/I-01/rating?year=2014-15',
  '/initiatives/I-01/rating/override?year=2014-15',
  '/figures/over-under-spend?fund=CSE&year=2015-16',
  '/figures/outcome.observed?measure=SA-DISC&quarter=2015-16-Q1&place=E08000033',
  '/figures/outcome.year?measure=SA-SESSIONS&year=2015-16&place=E23000010',
  '/assurance',
  '/assurance?year=2014-15&inspection=IN-001',
  '/inspections',
  '/inspections/new',
  '/inspections/IN-002',
  '/inspections/IN-002/change',
  '/responses',
  '/responses/new?inspection=IN-002',
  '/responses/RS-002',
  '/responses/RS-002/change',
  '/recommendations?progress=overdue',
  '/recommendations/new',
  '/recommendations/RC-003',
  '/recommendations/RC-004',
  '/recommendations/RC-001/change',
  '/recommendations/RC-002/closing',
  '/recommendations/RC-003/reopening',
  '/recommendation-actions',
  '/recommendation-actions/new',
  '/recommendation-actions/RA-001',
  '/recommendation-actions/RA-002/change',
  '/recommendation-links',
  '/recommendation-links/new',
  '/recommendation-links/RL-001',
  '/recommendation-links/RL-001/change',
  '/questions',
  '/questions/new',
  '/questions/Q-001',
  '/questions/Q-003/change',
  '/voice',
  '/engagements',
  '/engagements/new',
  '/engagements/EN-003',
  '/engagements/EN-001/change',
  '/voice-changes',
  '/voice-changes/new',
  '/voice-changes/VC-001',
  '/voice-changes/VC-001/change',
  '/meetings',
  '/meetings/new',
  '/meetings/PEG-2015-03',
  '/meetings/PEG-2015-03/agenda/new',
  '/meetings/dates',
  '/meetings/PEG-2015-03/change',
  '/meetings/PEG-2015-03/agenda/1',
  '/meetings/PEG-2015-01/notes',
  '/meetings/PEG-2015-02/notes',
  '/meetings/PEG-2015-02/attendance',
  '/meetings/PEG-2015-02/confirmation',
  '/meetings/PEG-2015-03/questions',
  '/meetings/PEG-2015-03/questions/new',
  '/meetings/PEG-2015-03/questions/new?figure=spend.to-date&scope=year%3D2015-16',
  '/meetings/PEG-2015-03/questions/2/answer',
  '/meetings/PEG-2015-03/notice',
  '/meetings/PEG-2015-03/openings',
  '/next-meeting',
  '/peg-members',
  '/peg-members/new',
  '/peg-members/PM-001',
  '/papers',
  '/papers/new?meeting=PEG-2015-03',
  '/papers/P-003',
  '/declarations',
  '/declarations/DI-001',
  '/meeting-notes',
  '/meeting-notes/N-003/change',
  '/decisions-asked',
  '/decisions-asked/DA-001',
  '/decisions-asked/DA-002',
  '/decisions-asked/DA-002/outcome',
  '/decisions-asked/DA-002/ruling',
  '/decisions-asked/DA-001/enactment',
  '/decisions-asked/DA-001/refusal',
  '/actions?show=all',
  '/actions/PEG-2015-02-A2',
  '/actions/PEG-2015-02-A3/report',
  '/actions/PEG-2015-02-A3/change',
  '/meetings/PEG-2015-03/commentary',
  '/meetings/PEG-2015-03/highlights/I-01',
  '/meetings/PEG-2015-03/pack',
  '/meetings/PEG-2015-03/packs',
  '/meetings/PEG-2015-03/publication',
  '/meetings/PEG-2015-03/mine',
  '/meetings/PEG-2015-03/sections',
  '/meetings/PEG-2015-03/plan',
  '/meetings/PEG-2015-03/sections/one-page/sign-off',
  '/returns',
  '/returns/new',
  '/issues/IS-003',
  '/words-to-check',
  '/removals',
  '/removals/find',
  '/removals/new?attachment=AT-2015-0001',
  '/no-such-page',
];

describe('in a browser', () => {
  let world: World;
  let site: BrowserSite;

  beforeAll(async () => {
    world = await openWorld('sqlite', seedDemonstration);
    const { password_hash: passwordHash } = await world.db('person').first();
    const email = 'all@office.example';
    const all = { email, name: 'All Roles', roles: Object.keys(ROLES), districtCode: 'E08000035', passwordHash };
    await addPerson(world.site, { officeId: 1, personId: null, role: 'program' }, all);
    world.clock.set('2015-07-31T09:05:00.000Z');
    site = await BrowserSite.open(world);
  }, 60_000);

  afterAll(async () => {
    await site?.close();
    await world?.close();
  });

  test(
    'every page can be read by everybody: no accessibility fault, one heading, no sideways scrolling on a phone',
    async () => {
      const [context, page] = await site.signedIn('all@office.example', { javaScriptEnabled: true, width: 1280 });
      const faults: string[] = [];
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' && /Content Security Policy/.test(message.text()))
          complaints.push(message.text());
      });
      const titles = new Map<string, string>();
      for (const path of PAGES) {
        const answer = await page.goto(site.base + path);
        if ((answer?.status() ?? 500) >= (path === '/no-such-page' ? 405 : 400))
          faults.push(`${path}: ${answer?.status()}`);
        for (const { id, targets } of await axeViolations(page))
          faults.push(`${path}: ${id} at ${String(targets).slice(0, 200)}`);
        const headings = await page.locator('h1').allInnerTexts();
        const title = await page.title();
        const tabs = await page.locator('#service-navigation [aria-current]').allInnerTexts();
        const [root] = await page.locator('.govuk-breadcrumbs li').allInnerTexts();
        if (root !== undefined && tabs.length !== 1) faults.push(`${path}: under ${root}, the menu marks ${tabs}`);
        if (headings.length !== 1) faults.push(`${path}: ${headings.length} main headings`);
        if (!/ – /.test(title)) faults.push(`${path}: its title is ${title}`);
        const twin = titles.get(title);
        if (twin !== undefined && twin.split('?')[0] !== path.split('?')[0]) faults.push(`${path}: titled as ${twin}`);
        titles.set(title, path);
        await page.setViewportSize({ width: 320, height: 800 });
        const width = await page.evaluate('document.documentElement.scrollWidth');
        if (Number(width) > 320) faults.push(`${path}: ${width} pixels wide on a phone of 320`);
        await page.setViewportSize({ width: 1280, height: 900 });
      }
      await context.close();
      expect(faults).toEqual([]);
      expect(complaints).toEqual([]);
    },
    PAGES.length * 3_000,
  );
  test('spend is recorded with the keyboard alone and without JavaScript, and mistakes are shown where they are', async () => {
    const [context, page] = await site.signedIn('all@office.example', { javaScriptEnabled: false, width: 1280 });
    await page.goto(`${site.base}/spend/new`);
    await page.fill('[name=net]', 'twelve');
    await page.press('[name=net]', 'Enter');
    expect(await page.title()).toMatch(/^Error: /);
    const summary = page.locator('.govuk-error-summary');
    expect(await summary.textContent()).toContain('There is a problem');
    expect(await page.inputValue('[name=net]')).toBe('twelve');
    for (const href of await summary.locator('a').evaluateAll((links) => links.map((a) => a.getAttribute('href')))) {
      expect([href, await page.locator(href as string).count()]).toEqual([href, 1]);
    }
    const values: Record<string, string> = {
      supplier: 'A hall in Leeds',
      'invoiced-day': '20',
      'invoiced-month': '7',
      'invoiced-year': '2015',
      net: '120.50',
    };
    for (const [name, value] of Object.entries(values)) await page.fill(`[name="${name}"]`, value);
    await page.selectOption('[name=initiative]', 'I-02');
    await page.selectOption('[name=agreement]', 'none');
    await page.selectOption('[name=place]', 'E08000035');
    await page.selectOption('[name=category]', '2');
    await page.press('[name=net]', 'Enter');
    expect(await page.locator('h1').textContent()).toMatch(/check/i);
    expect(await page.locator('main').textContent()).toContain('£120.50');
    const before = await world.db('spend').count({ n: '*' }).first();
    await page.locator('main form button', { hasText: 'Record spend of' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/spend\/SP-/);
    expect(await page.locator('main').textContent()).toContain('A hall in Leeds');
    expect(Number((await world.db('spend').count({ n: '*' }).first())?.n)).toBe(Number(before?.n) + 1);
    await context.close();
  }, 60_000);

  test('the first Tab reaches the link past the navigation, and each number of the dashboard opens', async () => {
    const [context, page] = await site.signedIn('all@office.example', { javaScriptEnabled: true, width: 1280 });
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('Skip to main content');
    const amounts = page.locator('main a', { hasText: /£[\d,]+\.\d\d/ });
    const count = await amounts.count();
    expect(count).toBeGreaterThan(15);
    for (let index = 0; index < count; index += 5) {
      await page.goto(`${site.base}/`);
      const text = await amounts.nth(index).textContent();
      await amounts.nth(index).click();
      expect(await page.locator('main').textContent()).toContain(text);
      expect(await page.locator('main').textContent()).toMatch(/They add up to|Nothing is behind/);
    }
    await context.close();
  }, 60_000);
});
