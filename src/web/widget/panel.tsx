import { useEffect, useRef, useState } from 'preact/hooks';
import { Banner } from './banner.tsx';
import { checkFiles, MOST_FILES, type FileProblem } from '../check-files.ts';
import { Composer, type Draft } from './composer.tsx';
import { Header } from './header.tsx';
import { MessageList } from './message-list.tsx';
import type { Say } from './texts.ts';
import type { View } from './view.ts';

const BYTES_PER_MB = 1_048_576;

export function Panel(view: View & { readonly draft: Draft; readonly setDraft: (draft: Draft) => void }) {
  const { chat, say, settings, draft, setDraft } = view;
  const panel = useRef<HTMLElement>(null);
  const [problem, setProblem] = useState<FileProblem | null>(null);
  const [isDropping, setIsDropping] = useState(false);
  useViewport(panel);
  useEffect(() => {
    // A phone's keyboard would hide the conversation that somebody wants to read first.
    const target = window.matchMedia('(pointer: coarse)').matches ? null : panel.current?.querySelector('textarea');
    (target ?? panel.current)?.focus({ preventScroll: true });
  }, []);

  function addFiles(added: readonly File[]): void {
    const checked = checkFiles(draft.files, added, settings.uploadMaxBytes);
    setDraft({ ...draft, files: [...draft.files, ...checked.files] });
    setProblem(checked.problem);
  }

  return (
    <section
      ref={panel}
      class="panel"
      role="dialog"
      aria-labelledby="title"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.isComposing) return;
        event.stopPropagation();
        chat.close();
      }}
      onDragEnter={(event) => setIsDropping(hasFiles(event))}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setIsDropping(true);
      }}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node && panel.current?.contains(event.relatedTarget))) setIsDropping(false);
      }}
      onDrop={(event) => {
        setIsDropping(false);
        if (!hasFiles(event)) return;
        event.preventDefault();
        addFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <Header {...view} />
      <Banner {...view} />
      <MessageList {...view} />
      <Composer
        {...view}
        addFiles={addFiles}
        problem={problem ? problemText(problem, say, settings.uploadMaxBytes) : null}
        onSent={() => setProblem(null)}
      />
      {isDropping && <div class="drop-here">{say('dropHere')}</div>}
    </section>
  );
}

/** A phone's keyboard covers the page instead of shrinking it: the sheet follows what is really to be seen. */
function useViewport(panel: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (!viewport) return;
    const fit = (): void => {
      panel.current?.style.setProperty('--view-height', `${viewport.height}px`);
      panel.current?.style.setProperty('--view-top', `${viewport.offsetTop}px`);
    };
    fit();
    viewport.addEventListener('resize', fit);
    viewport.addEventListener('scroll', fit);
    return () => {
      viewport.removeEventListener('resize', fit);
      viewport.removeEventListener('scroll', fit);
    };
  }, [panel]);
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

function problemText(problem: FileProblem, say: Say, maxBytes: number): string {
  switch (problem.kind) {
    case 'too-large':
      return say('fileTooLarge', { name: problem.name, size: `${Math.round(maxBytes / BYTES_PER_MB)} MB` });
    case 'type':
      return say('fileType', { name: problem.name });
    case 'too-many':
      return say('tooManyFiles', { count: MOST_FILES });
    default:
      return problem satisfies never;
  }
}
