/// <reference lib="dom" />
// test support: the contrast of every text that a page shows, as WCAG 2.2 (1.4.3) reckons it from computed colours. The function runs
// inside the page, so it may use nothing from around it.

export interface Contrasts {
  /** Elements with text of their own that were looked at. */
  readonly texts: number;
  readonly tooLow: readonly string[];
}

/** Runs in the page. Text needs 4.5 to 1 against what is behind it, large text 3 to 1. */
export function readContrasts(): Contrasts {
  type Colour = readonly [red: number, green: number, blue: number, alpha: number];
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (canvas === null) throw new Error('There is no canvas to read colours with.');
  const known = new Map<string, Colour>();
  const read = (css: string): Colour => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = css;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const colourOf = (css: string): Colour => {
    const colour = known.get(css) ?? read(css);
    known.set(css, colour);
    return colour;
  };
  const over = (top: Colour, below: Colour): Colour => {
    const mix = (a: number, b: number) => a * top[3] + b * (1 - top[3]);
    return [mix(top[0], below[0]), mix(top[1], below[1]), mix(top[2], below[2]), 1];
  };
  const behind = (element: Element | null): Colour => {
    if (element === null) return [255, 255, 255, 1];
    const own = colourOf(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, behind(element.parentElement));
  };
  const luminance = ([red, green, blue]: Colour): number => {
    const linear = (value: number) => (value <= 10.31 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  };
  const contrast = (a: Colour, b: Colour): number => {
    const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  };
  const hasOwnText = (element: Element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '');
  const opacityOf = (element: Element | null): number =>
    element === null ? 1 : Number(getComputedStyle(element).opacity) * opacityOf(element.parentElement);

  const texts = [...document.body.querySelectorAll('*')].filter(
    (element) =>
      hasOwnText(element) && element.checkVisibility() && element.closest('.visually-hidden, .skip, .emo') === null,
  );
  const tooLow = texts.flatMap((element) => {
    const style = getComputedStyle(element);
    const ground = behind(element);
    const ink = colourOf(element instanceof SVGElement ? style.fill : style.color);
    const [red, green, blue, alpha] = ink;
    const ratio = contrast(over([red, green, blue, alpha * opacityOf(element)], ground), ground);
    const size = Number.parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio >= (isLarge ? 3 : 4.5)) return [];
    const name = `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`;
    return [`${name} "${element.textContent?.trim().slice(0, 30)}" ${ratio.toFixed(2)}`];
  });
  return { texts: texts.length, tooLow: [...new Set(tooLow)] };
}
