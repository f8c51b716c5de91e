/** A language the bot answers in. */
export type Language = 'zh' | 'en';

/** What one message is written in; `mixed` holds both ("我的 order 还没 ship"). */
export type MessageLanguage = Language | 'mixed';

/** A text that exists in both languages. */
export type LocalisedText = Readonly<Record<Language, string>>;
