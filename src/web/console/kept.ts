/**
 * What the browser keeps between visits. A browser that forbids storage, or has none left, only forgets:
 * the page goes on with what is in memory.
 */
export interface Kept {
  read(key: string): string | null;
  write(key: string, value: string): void;
  remove(key: string): void;
  /** All keys that begin with `prefix`. */
  keys(prefix: string): readonly string[];
}

const PREFIX = 'kefu.console.';

export function createKept(storage: () => Storage): Kept {
  const memory = new Map<string, string>();
  const attempt = <T>(act: (storage: Storage) => T, otherwise: T): T => {
    try {
      return act(storage());
    } catch {
      return otherwise;
    }
  };
  return {
    read: (key) => memory.get(key) ?? attempt((kept) => kept.getItem(PREFIX + key), null),
    write(key, value) {
      const isKept = attempt((kept) => {
        kept.setItem(PREFIX + key, value);
        return true;
      }, false);
      if (isKept) memory.delete(key);
      else memory.set(key, value);
    },
    remove(key) {
      memory.delete(key);
      attempt((kept) => kept.removeItem(PREFIX + key), undefined);
    },
    keys(prefix) {
      const stored = attempt((kept) => Array.from({ length: kept.length }, (_, n) => kept.key(n) ?? ''), []);
      const ours = stored.flatMap((key) => (key.startsWith(PREFIX + prefix) ? [key.slice(PREFIX.length)] : []));
      return [...new Set([...ours, ...[...memory.keys()].filter((key) => key.startsWith(prefix))])];
    },
  };
}

export const kept: Kept = createKept(() => window.localStorage);
