const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for HTML or SVG: names and values of the shop's table are data, whatever they hold. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Two shares, the sign once. */
export function percents(low: number, high: number): string {
  return `${(100 * low).toFixed(high < 0.1 ? 1 : 0)}–${percent(high)}`;
}

/** A share such as 0.123 as `12.3 %`, without digits that say nothing. */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %` : '–';
}

/** A number in at most four digits. */
export function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : '–';
}
