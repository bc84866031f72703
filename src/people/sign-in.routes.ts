import type { Request } from 'express';
import { perform, type Site } from '../audit/act.ts';
import { errorSummary } from '../platform/form.pages.ts';
import { FormReader } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';
import { csrfToken, type Door, type Shell } from './door.ts';
import { findPerson } from './person.store.ts';
import { doer, type Person } from './person.ts';
import { signIn } from './sign-in.ts';

/** Signing in and out: the only addresses that need no sign-in. */
export function signInRoutes(door: Door, site: Site, shell: Shell, landing: (person: Person) => string): void {
  door.open('GET', '/sign-in', async (req, res) => {
    res.render('people/sign-in', await signInPage(req, shell));
  });

  door.open('POST', '/sign-in', async (req, res) => {
    const form = new FormReader(req.body, ['email', 'password', 'return']);
    const email = form.text('email', 'Email address');
    const password = form.typed.password ?? '';
    if (password === '') form.fail('password', 'Enter your password');
    const answer = form.answer(() => ({ email, password }));
    const back = safeReturn(form.typed.return);
    try {
      if (!answer.ok) {
        res.status(400).render('people/sign-in', await signInPage(req, shell, form.typed, answer.errors));
        return;
      }
      const person = await signIn(site, email, password, req.ip ?? '');
      await regenerate(req);
      req.session.personId = person.id;
      res.redirect(303, back === '/' ? landing(person) : back);
    } catch (error) {
      if (!(error instanceof Refusal) || error.field === undefined) throw error;
      const errors = [{ field: error.field, message: error.message }];
      res.status(error.status).render('people/sign-in', await signInPage(req, shell, form.typed, errors));
    }
  });

  door.open('POST', '/sign-out', async (req, res) => {
    const id = req.session?.personId;
    const person = typeof id === 'number' ? await findPerson(site.db, id) : null;
    if (person !== null) {
      await perform(site, doer(person), 'person.sign-out', null, async () => ({
        subject: { kind: 'person', ref: String(person.id) },
        result: null,
      }));
    }
    await new Promise<void>((resolve, reject) => {
      req.session.destroy((error) => (error === undefined || error === null ? resolve() : reject(error)));
    });
    res.set('Clear-Site-Data', '"cache", "storage"').redirect(303, '/sign-in');
  });
}

async function signInPage(
  req: Request,
  shell: Shell,
  typed: Record<string, string> = {},
  errors: { field: string; message: string }[] = [],
) {
  const back = typeof req.query.return === 'string' ? req.query.return : typed.return;
  return {
    page: {
      title: 'Sign in',
      errors: errorSummary(errors),
      email: typed.email ?? '',
      emailError: errors.find(({ field }) => field === 'email')?.message ?? null,
      passwordError: errors.find(({ field }) => field === 'password')?.message ?? null,
      return: safeReturn(back),
    },
    shell: await shell(req, null, null),
    csrf: csrfToken(req),
  };
}

/** A new id on signing in, so that one planted beforehand is worth nothing. */
function regenerate(req: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    req.session.regenerate((error) => (error === undefined || error === null ? resolve() : reject(error)));
  });
}

/** An address of this program and nothing else: `//elsewhere`, back-slashes and schemes lead home instead. */
export function safeReturn(address: string | undefined): string {
  if (address === undefined || address.length > 500 || !/^\/(?![/\\])[\x21-\x7e]*$/.test(address)) return '/';
  if (address.includes('\\') || address.startsWith('/sign-in')) return '/';
  return new URL(address, 'http://here.invalid').host === 'here.invalid' ? address : '/';
}
