/** The bytes of files that are not sent yet, by id. They outlive a reload where the browser lets them. */
export interface FileShelf {
  put(id: string, bytes: Blob): void;
  /** Null when the browser no longer has them. */
  get(id: string): Promise<Blob | null>;
  remove(ids: readonly string[]): void;
}

const STORE = 'files';

/** `open` gives the browser's database; where there is none, or it is full, files live as long as the page. */
export function createFileShelf(open: () => Promise<IDBDatabase> = openDatabase): FileShelf {
  const memory = new Map<string, Blob>();
  let database: Promise<IDBDatabase> | null = null;
  async function ask<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const store = (await (database ??= open())).transaction(STORE, mode).objectStore(STORE);
    return await settled(act(store));
  }
  return {
    put(id, bytes) {
      memory.set(id, bytes);
      ask('readwrite', (store) => store.put(bytes, id)).catch(() => undefined);
    },
    async get(id) {
      const held = memory.get(id);
      if (held) return held;
      const stored: unknown = await ask('readonly', (store) => store.get(id) as IDBRequest<unknown>).catch(() => null);
      return stored instanceof Blob ? stored : null;
    },
    remove(ids) {
      for (const id of ids) {
        memory.delete(id);
        ask('readwrite', (store) => store.delete(id)).catch(() => undefined);
      }
    },
  };
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open('kefu.console', 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser keeps nothing'));
  });
}
