import { useEffect, useState } from 'preact/hooks';
import { isPicture } from '../check-files.ts';
import { useConsole } from './create-console.ts';
import { size } from './format.ts';
import type { HeldFile as File } from './held-files.ts';
import { Icon } from './icon.tsx';

/** A file that is still here: drawn when it is a picture, else its name. */
export function HeldFile({ file }: { readonly file: File }) {
  const { shelf } = useConsole();
  const [url, setUrl] = useState<string | null>(null);
  const isDrawn = isPicture(file.contentType);
  useEffect(() => {
    if (!isDrawn) return undefined;
    let made: string | null = null;
    let isGone = false;
    shelf.get(file.id).then(
      (bytes) => {
        if (bytes === null || isGone) return;
        made = URL.createObjectURL(bytes);
        setUrl(made);
      },
      () => undefined,
    );
    return () => {
      isGone = true;
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [shelf, file.id, isDrawn]);
  return (
    <>
      {!isDrawn && <Icon name="file" />}
      {/* Its place is kept free while it is read: what grows later pushes the last lines out of sight. */}
      {isDrawn && (url === null ? <span class="thumbnail" /> : <img class="thumbnail" src={url} alt="" />)}
      <span class="file-name">{file.name}</span>
      <span class="soft">{size(file.sizeBytes)}</span>
    </>
  );
}
