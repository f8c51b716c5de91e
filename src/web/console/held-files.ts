import { checkFiles, type FileProblem } from '../check-files.ts';
import type { FileShelf } from './file-shelf.ts';
import type { Kept } from './kept.ts';
import { createStore, type Store } from './store.ts';

/** A file that the agent chose and the server does not have yet; its bytes lie on the shelf. */
export interface HeldFile {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
}

/** Files of replies that are still being written, by ticket. Like the words beside them they survive a reload. */
export interface HeldFiles {
  readonly state: Store<{ readonly files: ReadonlyMap<string, readonly HeldFile[]> }>;
  /** Adds what may be sent; tells the first problem with the rest. */
  add(ticketId: string, added: readonly File[]): FileProblem | null;
  remove(ticketId: string, id: string): void;
  /** The files, for the outbox to send; the reply holds none afterwards. */
  take(ticketId: string): readonly HeldFile[];
}

export interface HeldFilesDeps {
  readonly kept: Kept;
  readonly agentId: string;
  readonly shelf: FileShelf;
  readonly maxBytes: number;
  readonly newId: () => string;
}

export function createHeldFiles({ kept, agentId, shelf, maxBytes, newId }: HeldFilesDeps): HeldFiles {
  const prefix = `files.${agentId}.`;
  const state = createStore({
    files: new Map(kept.keys(prefix).map((key) => [key.slice(prefix.length), parse(kept.read(key))])),
  });
  const of = (ticketId: string): readonly HeldFile[] => state.get().files.get(ticketId) ?? [];
  function hold(ticketId: string, held: readonly HeldFile[]): void {
    const files = new Map(state.get().files);
    if (held.length === 0) {
      files.delete(ticketId);
      kept.remove(prefix + ticketId);
    } else {
      files.set(ticketId, held);
      kept.write(prefix + ticketId, JSON.stringify(held));
    }
    state.patch({ files });
  }
  return {
    state,
    add(ticketId, added) {
      const { files, problem } = checkFiles(of(ticketId), added, maxBytes);
      const fresh = files.map((file) => {
        const id = newId();
        shelf.put(id, file);
        return { id, name: file.name, contentType: file.type, sizeBytes: file.size };
      });
      if (fresh.length > 0) hold(ticketId, [...of(ticketId), ...fresh]);
      return problem;
    },
    remove(ticketId, id) {
      shelf.remove([id]);
      hold(
        ticketId,
        of(ticketId).filter((file) => file.id !== id),
      );
    },
    take(ticketId) {
      const files = of(ticketId);
      hold(ticketId, []);
      return files;
    },
  };
}

function parse(text: string | null): readonly HeldFile[] {
  try {
    return text === null ? [] : (JSON.parse(text) as readonly HeldFile[]);
  } catch {
    return [];
  }
}
