import type { CannedReply } from '../../contract/agent.ts';
import type { Api } from './api.ts';
import { createStore, type Store } from './store.ts';

export interface CannedModel {
  readonly state: Store<{ readonly replies: readonly CannedReply[] }>;
  refresh(): void;
}

export function createCannedModel({ api }: { readonly api: Api }): CannedModel {
  const state = createStore<{ readonly replies: readonly CannedReply[] }>({ replies: [] });
  return {
    state,
    refresh() {
      api.get<{ readonly cannedReplies: readonly CannedReply[] }>('/canned-replies').then(
        (answer) => {
          if (answer.kind === 'ok') state.patch({ replies: answer.body.cannedReplies });
        },
        () => undefined,
      );
    },
  };
}

/** Replies whose shortcut begins with what was typed first, then those that contain it anywhere. */
export function matching(replies: readonly CannedReply[], typed: string): readonly CannedReply[] {
  const wanted = typed.toLowerCase();
  const begins = replies.filter(({ shortcut }) => shortcut.toLowerCase().startsWith(wanted));
  const contains = replies.filter(
    (reply) =>
      !begins.includes(reply) && [reply.shortcut, reply.zh, reply.en].some((text) => text.toLowerCase().includes(wanted)),
  );
  return [...begins, ...contains];
}
