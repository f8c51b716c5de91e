import { useLayoutEffect, useRef } from 'preact/hooks';
import { ACCEPTED_FILES } from '../check-files.ts';
import { LocalFile } from './file-list.tsx';
import { LineIcon } from './icons.tsx';
import { attendantOf } from './thread.ts';
import type { View } from './view.ts';

export interface Draft {
  readonly text: string;
  readonly files: readonly File[];
}

/** The server's own limit. */
const LONGEST_MESSAGE = 10_000;
const COUNTED_FROM = 9_000;
/** What browsers report as the key while an input method is at work. */
const KEY_OF_INPUT_METHOD = 229;

export function Composer(
  props: View & {
    readonly draft: Draft;
    readonly setDraft: (draft: Draft) => void;
    readonly addFiles: (files: readonly File[]) => void;
    readonly problem: string | null;
    readonly onSent: () => void;
  },
) {
  const { chat, say, draft, setDraft, addFiles } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const length = draft.text.trim().length;
  const isTooLong = length > LONGEST_MESSAGE;
  const maySend = (length > 0 || draft.files.length > 0) && !isTooLong;

  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [draft.text]);

  function send(): void {
    if (!maySend) return;
    chat.send(draft.text, draft.files);
    setDraft({ text: '', files: [] });
    props.onSent();
    area.current?.focus();
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {props.problem && (
        <p class="problem" role="alert">
          {props.problem}
        </p>
      )}
      {draft.files.length > 0 && (
        <ul class="chosen">
          {draft.files.map((file) => (
            <li key={file.name}>
              <LocalFile file={file} />
              <button
                type="button"
                aria-label={say('removeFile', { name: file.name })}
                onClick={() => setDraft({ ...draft, files: draft.files.filter((other) => other !== file) })}
              >
                <LineIcon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="box">
        <textarea
          ref={area}
          rows={1}
          value={draft.text}
          aria-label={say('write')}
          aria-invalid={isTooLong}
          placeholder={say('placeholder')}
          enterkeyhint="send"
          onInput={(event) => {
            setDraft({ ...draft, text: event.currentTarget.value });
            chat.typed();
          }}
          onKeyDown={(event) => {
            // Safari ends the composition before the key that ended it: only its code tells.
            // eslint-disable-next-line @typescript-eslint/no-deprecated
            const isComposing = event.isComposing || event.keyCode === KEY_OF_INPUT_METHOD;
            if (event.key !== 'Enter' || event.shiftKey || isComposing) return;
            event.preventDefault();
            send();
          }}
          onPaste={(event) => {
            const files = [...(event.clipboardData?.files ?? [])];
            if (files.length === 0) return;
            event.preventDefault();
            addFiles(files);
          }}
        />
        <div class="tools">
          <input
            ref={picker}
            type="file"
            class="hidden"
            tabIndex={-1}
            aria-hidden="true"
            multiple
            accept={ACCEPTED_FILES}
            onChange={(event) => {
              addFiles([...(event.currentTarget.files ?? [])]);
              event.currentTarget.value = '';
            }}
          />
          <button type="button" class="tool" aria-label={say('attach')} onClick={() => picker.current?.click()}>
            <LineIcon name="attach" />
          </button>
          <PersonControl {...props} />
          <span class={isTooLong ? 'counter is-over' : 'counter'} role="status">
            {length >= COUNTED_FROM &&
              (isTooLong
                ? say('tooLong', { count: length - LONGEST_MESSAGE })
                : say('charactersLeft', { count: LONGEST_MESSAGE - length }))}
          </span>
          <button type="submit" class="send" aria-label={say('send')} disabled={!maySend}>
            <LineIcon name="send" />
          </button>
        </div>
      </div>
    </form>
  );
}

/** A person is always one press away; who waits for one may stop waiting. */
function PersonControl({ chat, state, say }: View) {
  const attendant = attendantOf(state.thread);
  if (attendant.kind === 'agent') return null;
  const isWaiting = attendant.kind === 'queue';
  return (
    <button
      type="button"
      class="person"
      onClick={() => {
        if (isWaiting) chat.leaveQueue().catch(() => undefined);
        else chat.talkToPerson();
      }}
    >
      <LineIcon name={isWaiting ? 'leave' : 'person'} />
      {say(isWaiting ? 'leaveQueue' : 'talkToPerson')}
    </button>
  );
}
