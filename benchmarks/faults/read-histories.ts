import { readHistory } from '../support/direct-line-client.ts';
import type { HistoryActivity } from './check-evidence.ts';

/** Each conversation, by its id, as a client reads it that was away. `url` is asked for each anew; `secret` is Direct Line's. */
export async function readHistories(
  conversations: readonly { readonly id: string }[],
  { url, secret }: { readonly url: () => string; readonly secret: string },
): Promise<ReadonlyMap<string, readonly HistoryActivity[]>> {
  const histories = new Map<string, readonly HistoryActivity[]>();
  for (const { id } of conversations) {
    const history = await readHistory(url(), id, secret);
    histories.set(
      id,
      history.map((activity) => ({
        id: activity.id ?? '',
        at: Date.parse(activity.timestamp ?? ''),
        isCustomer: activity.from?.role === 'user',
        text: activity.text ?? '',
      })),
    );
  }
  return histories;
}
