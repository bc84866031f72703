import { type Day, formatDay, formatInstant } from '../../calendar/day.ts';
import { Fields, formPage } from '../../platform/form.pages.ts';
import type { FieldError, Typed } from '../../platform/form.ts';
import { capital } from '../../platform/sentence.ts';
import { columns, dayCell, instantCell, ref as refCell, type Table, tagged, words } from '../../platform/table.ts';
import type { Page } from '../door.ts';
import { SCOPES, type ScopeName } from './scope.ts';
import { scopeField } from './token.form.ts';
import { LIVES, type Token, type TokenState, tokenState } from './token.ts';

export const TOKENS = { title: 'Access tokens', href: '/tokens' };

const TAGS: Record<TokenState, string> = {
  'in use': 'govuk-tag--green',
  expired: 'govuk-tag--yellow',
  revoked: 'govuk-tag--grey',
};

/** Tokens as a table: whose they are, where several people's are shown. */
export function tokenTable(tokens: readonly Token[], today: Day, names: ReadonlyMap<number, string> | null): Table {
  return {
    caption: names === null ? 'Your tokens' : 'Everybody’s tokens',
    columns: columns(
      'Token',
      'For',
      ...(names === null ? [] : ['Whose']),
      'Opens',
      'Made',
      'Good until',
      'Last used',
      'State',
    ),
    rows: tokens.map((token) => {
      const state = tokenState(token, today);
      return [
        refCell(token.ref, `${TOKENS.href}/${token.ref}`),
        words(token.name),
        ...(names === null ? [] : [words(names.get(token.personId) ?? '')]),
        words(opens(token)),
        instantCell(token.madeAt),
        token.expiresOn === null ? words('It is revoked') : dayCell(token.expiresOn),
        token.lastUsedAt === null ? words('Never') : instantCell(token.lastUsedAt),
        tagged({ text: capital(state), classes: TAGS[state] }),
      ];
    }),
    notes: [],
    empty: names === null ? 'You have made no token.' : 'Nobody has made a token.',
  };
}

function opens({ kind, scopes }: Token): string {
  return kind === 'calendar' ? 'Calendar feed' : scopes.map((scope) => SCOPES[scope].text.split(':')[0]).join(', ');
}

/** Somebody's tokens, and everybody's for those who may see them. */
export function tokensPage(own: Table, all: Table | null): Page {
  return {
    title: TOKENS.title,
    wide: true,
    lede: [
      'A token lets a program, such as Excel or Power BI, read tables as you, without your password. It reads and never changes anything, sees what you may see and nothing that is hidden from you, and opens only the parts that you choose.',
    ],
    actions: [{ text: 'Make a token', href: `${TOKENS.href}/new` }],
    sections: [{ table: own }, ...(all === null ? [] : [{ table: all }])],
    links: [{ text: 'Every table, its address and how to read it', href: '/tables' }],
  };
}

/** The form that makes a token, with the scopes that the person may read themselves. */
export function tokenFormPage(
  offered: readonly ScopeName[],
  typed: Typed = { days: '90' },
  errors: readonly FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  return formPage(
    {
      title: 'Make a token',
      action: `${TOKENS.href}/new`,
      button: 'Make the token',
      breadcrumbs: [{ text: TOKENS.title, href: TOKENS.href }],
      lede: ['The token is shown once, on the next page. Nobody can look it up afterwards.'],
    },
    [
      fields.text('name', 'What it is for', { hint: 'Such as the workbook that it refreshes. Do not name people.' }),
      fields.checkboxes(
        'What it may read',
        offered.map((scope) => ({ name: scopeField(scope), text: SCOPES[scope].text })),
        { small: true, hint: 'As little as it needs.' },
      ),
      fields.radios('days', 'How long it is good for', LIVES, { inline: true }),
    ],
    errors,
  );
}

/** What is said once, when a token was made: the secret itself; null when the form was sent again. */
export function tokenMadePage({ ref, kind, expiresOn }: Token, secret: string | null): Page {
  return {
    title: `${ref} was made`,
    lede:
      secret === null
        ? [
            'It was made when the form was sent the first time, and shown then. If it was not copied, revoke it and make another.',
          ]
        : [
            `Copy it now: it is never shown again.${expiresOn === null ? '' : ` It is good until ${formatDay(expiresOn)}.`}`,
          ],
    panel:
      secret === null
        ? undefined
        : { view: 'people/token-made', label: kind === 'calendar' ? 'The address' : 'The token', secret },
    links: [
      { text: 'Your tokens', href: TOKENS.href },
      { text: 'Every table, its address and how to read it', href: '/tables' },
    ],
  };
}

/** One token, with what revokes it. */
export function tokenPage(token: Token, today: Day, owner: string, mayRevoke: boolean): Page {
  const state = tokenState(token, today);
  const rows: [string, string][] = [
    ['For', token.name],
    ['Whose', owner],
    ['Opens', opens(token)],
    ['Made', formatInstant(token.madeAt)],
    ['Good until', token.expiresOn === null ? 'It is revoked' : formatDay(token.expiresOn)],
    ['Last used', token.lastUsedAt === null ? 'Never' : formatInstant(token.lastUsedAt)],
    ['Revoked', token.revokedAt === null ? 'No' : formatInstant(token.revokedAt)],
  ];
  return {
    title: token.ref,
    caption: 'Access token',
    breadcrumbs: [{ text: TOKENS.title, href: TOKENS.href }],
    summary: [
      ...rows.map(([key, text]) => ({ key, cells: [words(text)] })),
      { key: 'State', cells: [tagged({ text: capital(state), classes: TAGS[state] })] },
    ],
    panel:
      mayRevoke && state !== 'revoked'
        ? { view: 'people/token-revoke', href: `${TOKENS.href}/${token.ref}` }
        : undefined,
  };
}
