import type { Locator } from 'playwright-core';

/** Whether anything in the element is neither grey nor transparent: a missing glyph has no colour. */
export async function hasColours(element: Locator): Promise<boolean> {
  const png = (await element.screenshot()).toString('base64');
  return element.page().evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0);
    const { data: pixels = [] } = context?.getImageData(0, 0, image.width, image.height) ?? {};
    for (let at = 0; at < pixels.length; at += 4) {
      const [red = 0, green = 0, blue = 0] = pixels.slice(at, at + 3);
      if (Math.max(red, green, blue) - Math.min(red, green, blue) > 80) return true;
    }
    return false;
  }, png);
}
