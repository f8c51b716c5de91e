import { useEffect, useRef, useState } from 'preact/hooks';
import { ACCEPTED_FILES, MOST_FILES, type FileProblem } from '../check-files.ts';
import { useConsole } from './create-console.ts';
import { size } from './format.ts';
import { HeldFile } from './held-file.tsx';
import { Icon } from './icon.tsx';
import { useTexts } from './language.ts';
import { useStore } from './store.ts';

/** The files of the reply that is being written: what is chosen, what was wrong with the rest, and where more may be dropped. */
export function ComposerFiles({ ticketId, problem, onAdd }: ComposerFilesProps) {
  const { t } = useTexts();
  const { heldFiles, session } = useConsole();
  const files = useStore(heldFiles.state).files.get(ticketId) ?? [];
  const isDropping = useDrop(onAdd);
  return (
    <>
      {isDropping && <p class="drop-here">{t('dropHere')}</p>}
      {problem !== null && (
        <p class="problem" role="alert">
          {problem.kind === 'too-many'
            ? t('tooManyFiles', { count: MOST_FILES })
            : t(problem.kind === 'type' ? 'fileType' : 'fileTooLarge', {
                name: problem.name,
                size: size(session.uploadMaxBytes),
              })}
        </p>
      )}
      {files.length > 0 && (
        <ul class="held-files">
          {files.map((file) => (
            <li key={file.id} class="file">
              <HeldFile file={file} />
              <button
                type="button"
                class="icon-button"
                aria-label={t('removeFile', { name: file.name })}
                onClick={() => heldFiles.remove(ticketId, file.id)}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

interface ComposerFilesProps {
  readonly ticketId: string;
  readonly problem: FileProblem | null;
  readonly onAdd: (added: readonly File[]) => void;
}

export function AttachButton({ onAdd }: Pick<ComposerFilesProps, 'onAdd'>) {
  const { t } = useTexts();
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={picker}
        type="file"
        hidden
        multiple
        accept={ACCEPTED_FILES}
        onChange={({ currentTarget }) => {
          onAdd([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
      <button
        type="button"
        class="icon-button attach"
        aria-label={t('attach')}
        title={t('attach')}
        onClick={() => picker.current?.click()}
      >
        <Icon name="attach" />
      </button>
    </>
  );
}

/** Files may be dropped anywhere on the page while a reply is open: beside a target, the browser would leave the page for the file. */
function useDrop(onAdd: (added: readonly File[]) => void): boolean {
  const [isDropping, setDropping] = useState(false);
  const add = useRef(onAdd);
  add.current = onAdd;
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setDropping(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setDropping(false);
    };
    const drop = (event: DragEvent): void => {
      setDropping(false);
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      add.current([...event.dataTransfer.files]);
    };
    document.addEventListener('dragover', over);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
    };
  }, []);
  return isDropping;
}
