import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/** Whoever is nearer to the end than this follows the conversation; whoever reads above is left in peace. */
const FOLLOW_PX = 120;

/**
 * Keeps a list of entries where its reader is: at its end as it grows, or at what is being read while earlier entries come in above.
 *
 * @param first sequence of the first entry
 * @param end anything that changes when the end grows
 */
export function useFollowing(
  first: number,
  end: string,
): { readonly list: RefObject<HTMLDivElement | null>; readonly onScroll: () => void } {
  const list = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  const height = useRef(0);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    if (isFollowing.current) element.scrollTop = element.scrollHeight;
    height.current = element.scrollHeight;
  }, [end]);
  useLayoutEffect(() => {
    // Earlier messages grow the list at its top: what was being read stays where it was.
    const element = list.current;
    if (element && !isFollowing.current) element.scrollTop += element.scrollHeight - height.current;
    if (element) height.current = element.scrollHeight;
  }, [first]);
  useEffect(() => {
    const element = list.current;
    if (!element || typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(() => {
      if (isFollowing.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return {
    list,
    onScroll() {
      const element = list.current;
      if (element) isFollowing.current = element.scrollHeight - element.scrollTop - element.clientHeight < FOLLOW_PX;
    },
  };
}
