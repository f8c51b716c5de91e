import type { ThreadEvent } from './read-activity.ts';
import type { Say } from './texts.ts';
import type { View } from './view.ts';

export function EventLine({ event, say }: View & { readonly event: ThreadEvent }) {
  return <p class="event">{eventText(event, say)}</p>;
}

function eventText(event: ThreadEvent, say: Say): string {
  switch (event.name) {
    case 'handed-over':
      return say('handedOver');
    case 'agent-joined':
      return say('agentJoined', { name: event.agentName ?? '' });
    case 'agent-transferred':
      return event.agentName === null ? say('backInQueue') : say('agentTransferred', { name: event.agentName });
    case 'agent-timed-out':
      return say('agentTimedOut');
    case 'returned-to-bot':
      return say('returnedToBot');
    case 'queue-left':
      return say('queueLeft');
    case 'ticket-closed':
      return say('ticketClosed');
    case 'rated':
      return say('rated');
    default:
      return event satisfies never;
  }
}
