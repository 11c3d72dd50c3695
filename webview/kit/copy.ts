/** What a drawing takes from the style sheet; written into a copy as attributes, in the colours of the theme of the moment. */
const TAKEN = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-linejoin',
  'paint-order',
  'stroke-dasharray',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
];
const MARGIN = 12;

/** The plot as an SVG file of its own, with its title and the panel's background. */
export function standaloneSvg(element: SVGSVGElement, title: string): string {
  const copy = element.cloneNode(true) as SVGSVGElement;
  const from = [...element.querySelectorAll('*')];
  for (const [index, node] of [...copy.querySelectorAll('*')].entries()) {
    const original = from[index];
    if (!original) continue;
    const style = getComputedStyle(original);
    for (const property of TAKEN) node.setAttribute(property, style.getPropertyValue(property));
    node.removeAttribute('class');
  }
  for (const cursor of copy.querySelectorAll('.cursor')) cursor.remove();
  const width = Number(element.getAttribute('width')) + 2 * MARGIN;
  const height = Number(element.getAttribute('height')) + 2 * MARGIN + 18;
  const body = getComputedStyle(document.body);
  const set = (node: Element, values: Record<string, string | number>) => {
    for (const [name, value] of Object.entries(values)) node.setAttribute(name, String(value));
    return node;
  };
  const make = (name: string, values: Record<string, string | number>) =>
    set(document.createElementNS('http://www.w3.org/2000/svg', name), values);
  for (const name of ['class', 'tabindex', 'role']) copy.removeAttribute(name);
  set(copy, { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `${-MARGIN} ${-MARGIN - 18} ${width} ${height}` });
  const heading = make('text', { x: 0, y: -10, fill: body.color, 'font-family': body.fontFamily, 'font-size': 13, 'font-weight': 600 });
  heading.textContent = title;
  copy.prepend(make('rect', { x: -MARGIN, y: -MARGIN - 18, width, height, fill: body.backgroundColor }), heading);
  return new XMLSerializer().serializeToString(copy);
}

/** An SVG as PNG, at twice its size for print. */
export async function pictureOf(svg: string, width: number, height: number): Promise<Blob> {
  const scale = 2;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = (width + 2 * MARGIN) * scale;
  canvas.height = (height + 2 * MARGIN + 18) * scale;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser draws no pictures');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be made'))), 'image/png'),
  );
}
