import { useEffect, useState } from 'preact/hooks';

/** The clock, redrawn every `everyMs`: ages on the screen grow. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
