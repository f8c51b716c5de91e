type Rgb = readonly [number, number, number];

/** Contrast that WCAG 2 asks of text. */
const READABLE = 4.5;

export interface Palette {
  readonly accent: string;
  /** Text on the accent colour. */
  readonly onAccent: string;
  /** The accent as a colour of text on the two grounds. */
  readonly linkOnLight: string;
  readonly linkOnDark: string;
}

/** What a shop's one colour means for the rest, so that words stay readable whichever it is. */
export function paletteOf(color: string, grounds: { readonly light: string; readonly dark: string }): Palette {
  const accent = rgbOf(color);
  const ink: Rgb = contrast(accent, [255, 255, 255]) >= READABLE ? [255, 255, 255] : [20, 20, 24];
  return {
    accent: color,
    onAccent: hexOf(ink),
    linkOnLight: hexOf(readable(accent, rgbOf(grounds.light), [0, 0, 0])),
    linkOnDark: hexOf(readable(accent, rgbOf(grounds.dark), [255, 255, 255])),
  };
}

function readable(color: Rgb, ground: Rgb, towards: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(color, towards, share);
    if (contrast(mixed, ground) >= READABLE) return mixed;
  }
  return towards;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const at = (n: 0 | 1 | 2): number => Math.round(from[n] + (to[n] - from[n]) * share);
  return [at(0), at(1), at(2)];
}

export function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance(color: Rgb): number {
  const [red = 0, green = 0, blue = 0] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function rgbOf(hex: string): Rgb {
  const number = parseInt(hex.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

function hexOf(color: Rgb): string {
  return `#${color.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
