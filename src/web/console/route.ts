import { useEffect, useState } from 'preact/hooks';

export type Route =
  { readonly kind: 'queue' } | { readonly kind: 'ticket'; readonly ticketId: string } | { readonly kind: 'manage' };

/** The address after `#`: a link to a ticket can be sent to a colleague, and a phone's back button works. */
export function parseRoute(hash: string): Route {
  const path = hash.replace(/^#\/?/, '');
  if (path === 'manage') return { kind: 'manage' };
  const ticketId = /^t\/([^/]+)$/.exec(path)?.[1];
  return ticketId === undefined ? { kind: 'queue' } : { kind: 'ticket', ticketId: decode(ticketId) };
}

export function hrefOf(route: Route): string {
  if (route.kind === 'ticket') return `#/t/${encodeURIComponent(route.ticketId)}`;
  return route.kind === 'manage' ? '#/manage' : '#/';
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
