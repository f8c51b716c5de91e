import { useEffect, useState } from 'preact/hooks';

export type Route =
  | { readonly kind: 'queue' }
  | { readonly kind: 'ticket'; readonly ticketId: string }
  /** A conversation that no person was called to, to be read. */
  | { readonly kind: 'chat'; readonly conversationId: string }
  | { readonly kind: 'manage' };

/** The address after `#`: a link to a ticket can be sent to a colleague, and a phone's back button works. */
export function parseRoute(hash: string): Route {
  const path = hash.replace(/^#\/?/, '');
  if (path === 'manage') return { kind: 'manage' };
  const [, kind, id] = /^([tc])\/([^/]+)$/.exec(path) ?? [];
  if (id === undefined) return { kind: 'queue' };
  return kind === 't' ? { kind: 'ticket', ticketId: decode(id) } : { kind: 'chat', conversationId: decode(id) };
}

export function hrefOf(route: Route): string {
  switch (route.kind) {
    case 'ticket':
      return `#/t/${encodeURIComponent(route.ticketId)}`;
    case 'chat':
      return `#/c/${encodeURIComponent(route.conversationId)}`;
    case 'manage':
      return '#/manage';
    case 'queue':
      return '#/';
    default:
      return route satisfies never;
  }
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
