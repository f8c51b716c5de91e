import { TurnContext, type Activity, type CloudAdapter } from 'botbuilder';
import { refusalOf, type Refusal } from './connector-http-client.ts';
import type { ConnectorReference } from './references.ts';

export type Sent =
  { readonly kind: 'sent'; readonly activityId: string | null } | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Writes one activity into a conversation of a channel, whenever that is. Refusals are values. */
export type Send = (to: ConnectorReference, activity: Partial<Activity>) => Promise<Sent>;

export function createSender({ adapter, appId }: { readonly adapter: CloudAdapter; readonly appId: string }): Send {
  return async ({ reference }, activity) => {
    let activityId: string | null = null;
    try {
      await adapter.continueConversationAsync(appId, reference, async (context) => {
        // Not `context.sendActivity`: it makes a reply to the event that this turn pretends to have received.
        const addressed = TurnContext.applyConversationReference({ ...activity }, reference);
        const [response] = await adapter.sendActivities(context, [addressed]);
        activityId = response?.id || null;
      });
      return { kind: 'sent', activityId };
    } catch (error) {
      return { kind: 'refused', refusal: refusalOf(error) ?? { status: null, retryAfterMs: null, reason: reasonOf(error) } };
    }
  };
}

/** Mostly Microsoft Entra, which gave no token. */
function reasonOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'errorCode' in error) return `no token: ${String(error.errorCode)}`;
  return error instanceof Error ? error.name : 'unknown';
}
