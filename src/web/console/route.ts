import { useEffect, useState } from 'preact/hooks';
import type { FoundChat } from '../../contract/found-chats.ts';

export type Route =
  | { readonly kind: 'queue' }
  | { readonly kind: 'ticket'; readonly ticketId: string }
  /** A conversation that the bot has, at the entry that it was found by. */
  | { readonly kind: 'chat'; readonly conversationId: string; readonly at: number | null }
  | { readonly kind: 'manage' };

/** The address after `#`: a link to a ticket can be sent to a colleague, and a phone's back button works. */
export function parseRoute(hash: string): Route {
  const path = hash.replace(/^#\/?/, '');
  if (path === 'manage') return { kind: 'manage' };
  const [, ticketId] = /^t\/([^/]+)$/.exec(path) ?? [];
  if (ticketId !== undefined) return { kind: 'ticket', ticketId: decode(ticketId) };
  const [, conversationId, at] = /^c\/([^/]+)(?:\/(\d+))?$/.exec(path) ?? [];
  if (conversationId === undefined) return { kind: 'queue' };
  return { kind: 'chat', conversationId: decode(conversationId), at: at === undefined ? null : Number(at) };
}

export function hrefOf(route: Route): string {
  switch (route.kind) {
    case 'ticket':
      return `#/t/${encodeURIComponent(route.ticketId)}`;
    case 'chat':
      return `#/c/${encodeURIComponent(route.conversationId)}${route.at === null ? '' : `/${route.at}`}`;
    case 'manage':
      return '#/manage';
    case 'queue':
      return '#/';
    default:
      return route satisfies never;
  }
}

/** Where a conversation that was found is read: with the person who has it or waits for one, else at the message. */
export function routeOf({ conversationId, owner, ticketId, message }: FoundChat): Route {
  return owner === 'bot' || ticketId === null
    ? { kind: 'chat', conversationId, at: message.sequence }
    : { kind: 'ticket', ticketId };
}

export function go(route: Route): void {
  window.location.hash = hrefOf(route);
}

export function useRoute(): Route {
  const [route, setRoute] = useState(parseRoute(window.location.hash));
  useEffect(() => {
    const onChange = (): void => setRoute(parseRoute(window.location.hash));
    window.addEventListener('hashchange', onChange);
    return () => window.removeEventListener('hashchange', onChange);
  }, []);
  return route;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
