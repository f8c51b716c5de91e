import type { Language } from '../../../contract/language.ts';
import type { EntryWords } from './entry-words.ts';

/** The grades of a rating, worst first, as buttons read. */
export const GRADES = [1, 2, 3, 4, 5].map((score) => ({ score, title: `${score} ★` }));

/** What the grades mean, beside buttons. */
export function gradesMean(language: Language): string {
  return language === 'zh' ? '1 分最低，5 分最高。' : '1 is bad, 5 is good.';
}

/** Words that ask for a rating on channels whose buttons can only say words: a grade is said as if it were typed, and may be. */
export function withSpokenGrades(words: EntryWords, language: Language, hasButtons: boolean): EntryWords {
  if (words.rates === null) return words;
  return {
    ...words,
    text: `${words.text}\n${askForGrade(language)}`,
    choices: hasButtons ? GRADES.map(({ score, title }) => ({ title, value: String(score) })) : [],
  };
}

function askForGrade(language: Language): string {
  return language === 'zh' ? '请回复 1（最低）到 5（最高）的数字。' : 'Reply with a number from 1 (bad) to 5 (good).';
}
