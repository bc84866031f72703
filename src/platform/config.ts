import { inProject } from './root.ts';

export type DatabaseConfig = { kind: 'sqlite'; file: string } | { kind: 'postgres'; url: string };

export interface Config {
  host: string;
  port: number;
  production: boolean;
  database: DatabaseConfig;
  /** When the record is verified each day, as `HH:MM` in London. */
  verifyAt: string;
  /** The program that scans attached files for viruses, with its arguments; null for none. */
  scanCommand: string | null;
}

/** Raised at start when a setting is wrong: the sentence names the variable, what was found and what is expected. */
export class ConfigError extends Error {}

/**
 * Reads HOST, PORT, DATABASE_FILE, DATABASE_URL, NODE_ENV, VERIFY_AT and SCAN_COMMAND, once, at start.
 * None is needed: by default the program serves 127.0.0.1:3000 from `data/cse-fund.sqlite`.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const host = env.HOST ?? '127.0.0.1';
  if (!/^[A-Za-z0-9.:_-]{1,253}$/.test(host)) {
    throw new ConfigError(`HOST is ${JSON.stringify(host)}; it must be a host name or an address, like 127.0.0.1.`);
  }
  const port = env.PORT ?? '3000';
  if (!/^[0-9]{1,5}$/.test(port) || Number(port) > 65535) {
    throw new ConfigError(`PORT is ${JSON.stringify(port)}; it must be a whole number from 0 to 65535.`);
  }
  const mode = env.NODE_ENV ?? 'development';
  if (!['development', 'test', 'production'].includes(mode)) {
    throw new ConfigError(`NODE_ENV is ${JSON.stringify(mode)}; it must be development, test or production.`);
  }
  const verifyAt = env.VERIFY_AT ?? '02:30';
  if (!/^([01][0-9]|2[0-3]):[0-5][0-9]$/.test(verifyAt)) {
    throw new ConfigError(`VERIFY_AT is ${JSON.stringify(verifyAt)}; it must be a time of day like 02:30.`);
  }
  const scanCommand = env.SCAN_COMMAND ?? null;
  if (scanCommand !== null && (scanCommand.trim() === '' || /[\r\n]/.test(scanCommand))) {
    throw new ConfigError('SCAN_COMMAND must be a program with its arguments, like clamdscan --no-summary -.');
  }
  const production = mode === 'production';
  return { host, port: Number(port), production, database: readDatabase(env), verifyAt, scanCommand };
}

function readDatabase(env: Record<string, string | undefined>): DatabaseConfig {
  const url = env.DATABASE_URL;
  const file = env.DATABASE_FILE;
  if (url !== undefined && file !== undefined) {
    throw new ConfigError('DATABASE_URL and DATABASE_FILE are both set; set one: PostgreSQL or a SQLite file.');
  }
  if (url !== undefined) {
    if (!/^postgres(ql)?:\/\/\S+$/.test(url)) {
      throw new ConfigError('DATABASE_URL must begin with postgres:// or postgresql:// and hold no spaces.');
    }
    return { kind: 'postgres', url };
  }
  if (file !== undefined && (file.trim() === '' || file.includes('\0') || file === ':memory:')) {
    throw new ConfigError(`DATABASE_FILE is ${JSON.stringify(file)}; it must be the path of a SQLite file.`);
  }
  return { kind: 'sqlite', file: file ?? inProject('data', 'cse-fund.sqlite') };
}
