import { BotError } from '../contract/errors.ts';

/** SQLite's code and PostgreSQL's. */
const DISK_FULL: ReadonlySet<string> = new Set(['SQLITE_FULL', '53100']);

/**
 * The same port, whose driver errors come out as STORE_UNAVAILABLE: a full disk, a lost file, a server gone. Callers
 * then know that nothing was half-written and that trying again may help.
 */
export function guardStore<Port extends object>(port: Port): Port {
  return new Proxy(port, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function') return member;
      return async (...args: readonly unknown[]) => {
        try {
          return (await Reflect.apply(member, target, args)) as unknown;
        } catch (error) {
          if (error instanceof BotError) throw error;
          const code = codeOf(error);
          const why = DISK_FULL.has(code) ? ': its disk is full, make room' : '';
          throw new BotError('STORE_UNAVAILABLE', `The store refused ${String(name)} (${code})${why}`, { cause: error });
        }
      };
    },
  });
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'no code';
}
