const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  壹: 1,
  二: 2,
  两: 2,
  贰: 2,
  三: 3,
  叁: 3,
  四: 4,
  肆: 4,
  五: 5,
  伍: 5,
  六: 6,
  陆: 6,
  七: 7,
  柒: 7,
  八: 8,
  捌: 8,
  九: 9,
  玖: 9,
  俩: 2,
  仨: 3,
};
const UNITS: Readonly<Record<string, number>> = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1000, 仟: 1000 };

const SIGNS = '零〇一壹二两贰三叁四肆五伍六陆七柒八捌九玖俩仨十拾百佰千仟万亿半';
/** A whole numeral, not the tail of a longer one; bounded, so that a wall of numerals costs no more than other text. */
export const CHINESE_NUMERAL = `(?<![${SIGNS}])[${SIGNS}]{1,12}`;

/** The number a Chinese numeral writes (三十 → 30, 一千二 → 1200, 两万五千 → 25000), or null when it writes none. */
export function chineseNumber(text: string): number | null {
  if (text === '半') return 0.5;
  const digits = Array.from(text, (sign) => DIGITS[sign]);
  // 二〇二六 is read digit by digit.
  if (digits.length > 1 && digits.every((digit) => digit !== undefined)) return Number(digits.join(''));
  let total = 0;
  let section = 0;
  let digit: number | null = null;
  let lastUnit = 1;
  for (const sign of text) {
    const value = DIGITS[sign];
    const unit = UNITS[sign];
    if (value !== undefined) {
      digit = value;
      // After a zero the last digit counts ones: 一百零五 is 105.
      if (value === 0) lastUnit = 10;
    } else if (unit !== undefined) {
      section += (digit ?? 1) * unit;
      digit = null;
      lastUnit = unit;
    } else if (sign === '万' || sign === '亿') {
      const scale = sign === '万' ? 10_000 : 100_000_000;
      total = (total + section + (digit ?? 0)) * scale;
      section = 0;
      digit = null;
      lastUnit = scale;
    } else {
      return null;
    }
  }
  // 一千二 is 1200, 一百五 150: the last digit takes the unit below the one before it.
  const tail = digit === null ? 0 : lastUnit >= 100 ? digit * (lastUnit / 10) : digit;
  return text === '' ? null : total + section + tail;
}
