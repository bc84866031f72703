// npm leaves a package for another platform out of the lock file when the registry it locked against does not hold
// that package, and then `npm ci` refuses the lock file as incomplete (npm/cli issue 9846). This names every such
// package with the version its parent asks for. On its own platform npm fetches it by that version; such an entry has
// no hash to check against, since nothing was there to hash.
//
// Run after adding or updating a package that has binaries: node .ci/complete-lockfile.mjs

import { readFileSync, writeFileSync } from 'node:fs';

const FILE = new URL('../package-lock.json', import.meta.url);
const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/** What a platform package's name says of where it runs, such as `@swc/core-linux-x64-musl`. */
function platformIn(name) {
  const words = name.split(/[/-]/).map((word) => (word === 'windows' ? 'win32' : word));
  return {
    os: words.filter((word) => SYSTEMS.includes(word)),
    cpu: words.filter((word) => PROCESSORS.includes(word)),
    libc: words.flatMap((word) => (/^musl/.test(word) ? ['musl'] : /^gnu/.test(word) ? ['glibc'] : [])),
  };
}

/** Where the package would be found from its parent: beside it, or in any folder above. */
function isLocked(packages, parent, name) {
  const folders = parent.split('/node_modules/');
  return [...folders.keys(), folders.length].some((depth) => {
    const above = folders.slice(0, depth).join('/node_modules/');
    return `${above ? `${above}/` : ''}node_modules/${name}` in packages;
  });
}

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
const added = [];
for (const [parent, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const { os, cpu, libc } = platformIn(name);
    const known = os.length + cpu.length > 0 && /^\d+\.\d+\.\d+[\w.+-]*$/.test(version);
    if (!known || isLocked(lock.packages, parent, name)) continue;
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(cpu.length > 0 && { cpu }),
      ...(entry.dev && { dev: true }),
      ...(libc.length > 0 && { libc }),
      optional: true,
      ...(os.length > 0 && { os }),
    };
    added.push(name);
  }
}

if (added.length > 0) {
  const entries = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
  lock.packages = Object.fromEntries(entries);
  writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(`${added.length} platform packages named in the lock file.`);
