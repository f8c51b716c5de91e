import type { Chat, ChatState } from './create-chat.ts';
import type { Settings } from './settings.ts';
import type { Say } from './texts.ts';

/** What every part of the panel is given. */
export interface View {
  readonly chat: Chat;
  readonly state: ChatState;
  readonly say: Say;
  readonly settings: Settings;
}
