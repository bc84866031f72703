import { type Logger, pino } from 'pino';

export type Log = Pick<Logger, 'info' | 'error'>;

/** Logs as JSON lines. Only what is handed over by name is written: an error object may carry a request's body. */
export function openLog(): Log {
  return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime });
}

export const silentLog: Log = { info: () => {}, error: () => {} } as unknown as Log;
