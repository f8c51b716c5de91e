import { useEffect, useState } from 'preact/hooks';
import { useConsole } from './create-console.ts';
import { useTexts } from './language.ts';

export interface LoadedAnswer<T> {
  /** What was answered last; null before the first answer. */
  readonly body: T | null;
  readonly hasFailed: boolean;
  readonly load: () => void;
}

/** Reads a path of the console's API once, and again whenever `load` is called. */
export function useAnswer<T>(path: string): LoadedAnswer<T> {
  const { api } = useConsole();
  const [body, setBody] = useState<T | null>(null);
  const [hasFailed, setFailed] = useState(false);
  const load = (): void => {
    setFailed(false);
    api.get<T>(path).then(
      (answer) => (answer.kind === 'ok' ? setBody(answer.body) : setFailed(true)),
      () => setFailed(true),
    );
  };
  useEffect(load, [api, path]);
  return { body, hasFailed, load };
}

/** Stands for what is not there yet, or says that it could not be had. */
export function Awaited({ body, hasFailed, load }: LoadedAnswer<unknown>) {
  const { t } = useTexts();
  if (hasFailed) {
    return (
      <p role="alert">
        {t('serverAway')}{' '}
        <button type="button" class="link" onClick={load}>
          {t('retry')}
        </button>
      </p>
    );
  }
  return body === null ? <p class="soft">{t('loading')}</p> : null;
}
