import type { Attachment } from '../../contract/conversation.ts';
import type { Answer, Api } from './api.ts';
import type { FileShelf } from './file-shelf.ts';
import type { HeldFile } from './held-files.ts';
import { createStore, type Store } from './store.ts';

/** Our own code for a file whose bytes the browser did not keep. */
export const FILE_GONE = 'FILE_GONE';

export interface Uploads {
  /** Shares that have left, 0 to 1, of the files on their way. */
  readonly state: Store<{ readonly progress: ReadonlyMap<string, number> }>;
  /** Brings a file to the server, once: asked again, it gives what it has. */
  send(ticketId: string, file: HeldFile): Promise<Answer<{ readonly attachment: Pick<Attachment, 'id'> }>>;
  /** The files' reply was sent, or given up. */
  forget(files: readonly HeldFile[]): void;
}

export function createUploads({ api, shelf }: { readonly api: Api; readonly shelf: FileShelf }): Uploads {
  const state = createStore({ progress: new Map() as ReadonlyMap<string, number> });
  const sent = new Map<string, Pick<Attachment, 'id'>>();
  function tell(id: string, share: number | null): void {
    const progress = new Map(state.get().progress);
    if (share === null) progress.delete(id);
    else progress.set(id, share);
    state.patch({ progress });
  }
  return {
    state,
    async send(ticketId, { id, name, contentType }) {
      const known = sent.get(id);
      if (known) return { kind: 'ok', body: { attachment: known } };
      const bytes = await shelf.get(id);
      if (bytes === null) return { kind: 'refused', status: 0, code: FILE_GONE, message: '' };
      tell(id, 0);
      const answer = await api.upload<{ readonly attachment: Attachment }>(
        `/tickets/${encodeURIComponent(ticketId)}/uploads/${encodeURIComponent(id)}`,
        { name, contentType, bytes },
        (share) => tell(id, share),
      );
      if (answer.kind === 'ok') sent.set(id, answer.body.attachment);
      else tell(id, null);
      return answer;
    },
    forget(files) {
      shelf.remove(files.map(({ id }) => id));
      for (const { id } of files) {
        sent.delete(id);
        tell(id, null);
      }
    },
  };
}
