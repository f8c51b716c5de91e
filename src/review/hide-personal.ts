import type { EntityKind, TextAnalysis } from '../contract/understanding.ts';

const PERSONAL: Readonly<Partial<Record<EntityKind, { readonly en: string; readonly zh: string }>>> = {
  'order-number': { en: 'order number', zh: '订单号' },
  'tracking-number': { en: 'tracking number', zh: '运单号' },
  email: { en: 'e-mail', zh: '邮箱' },
  phone: { en: 'phone', zh: '电话' },
  address: { en: 'address', zh: '地址' },
};

/** The message on one line, with what leads to one customer replaced by what it is: "where is [order number]". Names stay. */
export function hidePersonal({ text, entities, language }: TextAnalysis): string {
  let hidden = '';
  let end = 0;
  for (const entity of [...entities].sort((a, b) => a.start - b.start)) {
    const name = PERSONAL[entity.kind];
    if (name === undefined || entity.start < end) continue;
    hidden += `${text.slice(end, entity.start)}[${name[language === 'en' ? 'en' : 'zh']}]`;
    end = entity.end;
  }
  return (hidden + text.slice(end)).replaceAll(/\s+/g, ' ').trim();
}

/** Nothing is said beside what leads to one customer. */
export function isPersonalOnly(analysis: TextAnalysis): boolean {
  return !/\p{L}{2}/u.test(hidePersonal(analysis).replaceAll(/\[[^\]]*\]/g, ' '));
}
