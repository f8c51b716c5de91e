export type LinkCommand =
  | { readonly kind: 'ask'; readonly email: string }
  /** `isBare`: nothing but digits, which may as well mean something else. */
  | { readonly kind: 'code'; readonly code: string; readonly isBare: boolean };

const ASK = /^\/?(?:link|connect|绑定|关联|綁定|關聯)[\s:：]*(\S+)$/iu;
const CODE = /^(?<word>\/?(?:code|验证码|驗證碼))?[\s:：]*(?<code>\d{6})$/iu;
const EMAIL = /^[^\s@<>,;"']{1,64}@[\p{L}\p{N}.-]{1,190}\.[\p{L}]{2,24}$/u;

/** What a message that is about linking asks for, in either language; null for all other messages. */
export function readLinkCommand(text: string): LinkCommand | null {
  const words = text.normalize('NFKC').trim();
  if (words.length > 300) return null;
  const [, address] = ASK.exec(words) ?? [];
  if (address !== undefined && EMAIL.test(address)) return { kind: 'ask', email: address.toLowerCase() };
  const { code, word } = CODE.exec(words)?.groups ?? {};
  return code === undefined ? null : { kind: 'code', code, isBare: word === undefined };
}
