/** Where the public page is; every public document stands below it. */
export const PUBLIC_PAGE = '/published';

/** The address of a public document: of its last version, or of one for good. */
export function publicHref({ path, version }: { path: string; version?: number }): string {
  if (version === undefined) return `${PUBLIC_PAGE}/${path}`;
  const parts = path.split('/');
  return `${PUBLIC_PAGE}/${[...parts.slice(0, -1), `v${version}`, parts.at(-1)].join('/')}`;
}

/** What an address below the public page names; null for an address that names nothing. */
export function readPublicPath(parts: readonly string[]): { path: string; version?: number } | null {
  if (parts.length < 2 || parts.length > 6 || parts.join('/').length > 300) return null;
  const version = /^v([1-9]\d{0,5})$/.exec(parts.at(-2) ?? '')?.[1];
  if (version === undefined) return { path: parts.join('/') };
  return { path: [...parts.slice(0, -2), parts.at(-1)].join('/'), version: Number(version) };
}
