import { useEffect, useState } from 'preact/hooks';
import { isPicture } from '../check-files.ts';
import { LineIcon } from './icons.tsx';
import { SafeLink } from './markdown.tsx';
import type { SentFile } from './read-activity.ts';

/** Pictures as pictures, everything else as a link to download. */
export function FileList({ files, newTab }: { readonly files: readonly SentFile[]; readonly newTab: string }) {
  if (files.length === 0) return null;
  return (
    <div class="files">
      {files.map(({ name, contentType, url }) => (
        <div key={url} class={isPicture(contentType) ? 'picture' : 'file'}>
          <SafeLink url={url} newTab={newTab}>
            {isPicture(contentType) ? <img src={url} alt={name} loading="lazy" /> : <FileName name={name} />}
          </SafeLink>
        </div>
      ))}
    </div>
  );
}

/** Files that are still on their way. */
export function LocalFileList({ files }: { readonly files: readonly File[] }) {
  if (files.length === 0) return null;
  return (
    <div class="files">
      {files.map((file) => (
        <div key={file.name} class={isPicture(file.type) ? 'picture' : 'file'}>
          <LocalFile file={file} />
        </div>
      ))}
    </div>
  );
}

export function LocalFile({ file }: { readonly file: File }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!isPicture(file.type)) return;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url === null ? <FileName name={file.name} /> : <img src={url} alt={file.name} />;
}

function FileName({ name }: { readonly name: string }) {
  return (
    <span class="file-name">
      <LineIcon name="file" />
      <span>{name}</span>
    </span>
  );
}
