const WIDTH = 16;
const HEIGHT = 12;

/** A picture small enough to see its pixels, or a mask over its middle. @returns PNG */
export async function samplePicture(file: string): Promise<Uint8Array> {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser draws no pictures');
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const inside = Math.hypot(x - 7.5, (y - 5.5) * 1.3) < 4.5;
      if (file === 'mask.png') context.fillStyle = inside ? 'rgba(241, 76, 76, 0.55)' : 'rgba(0, 0, 0, 0)';
      else context.fillStyle = inside ? `rgb(${180 + x * 4}, ${120 + y * 5}, 60)` : `rgb(30, ${70 + y * 8}, ${120 + x * 5})`;
      context.fillRect(x, y, 1, 1);
    }
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('The picture could not be made');
  return new Uint8Array(await blob.arrayBuffer());
}
