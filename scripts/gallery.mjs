// Serves the panel kit's gallery and prints where. Ctrl-C ends it.
import { serveGallery } from '../webview/gallery/build.mjs';

const gallery = await serveGallery(Number(process.env.PORT ?? 0));
console.log(`Gallery: ${gallery.url}`);
process.once('SIGINT', () => void gallery.close());
process.once('SIGTERM', () => void gallery.close());
