import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const source = import.meta.dirname;
const project = join(source, '..', '..', '..');

/**
 * The folder with the built page (`index.html` and its assets, with relative addresses). Built when
 * its sources have changed, which takes about a second; otherwise it is there already.
 */
export async function buildPage(): Promise<string> {
  const name = `page-${hashOfInputs()}`;
  const cache = cacheFolder();
  const finished = join(cache, name);
  if (existsSync(join(finished, 'index.html'))) return finished;

  const fresh = mkdtempSync(join(cache, 'building-'));
  await build(fresh);
  try {
    renameSync(fresh, finished);
  } catch (error) {
    // Somebody else was quicker, with the same result.
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(join(finished, 'index.html'))) throw error;
  }
  return finished;
}

async function build(outDir: string): Promise<void> {
  // Loaded here, because a second start needs neither.
  const [vite, { default: react }] = await Promise.all([
    import('vite'),
    import('@vitejs/plugin-react'),
  ]);
  // React's production build is chosen by this variable, whatever the process itself runs as.
  const outer = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    await vite.build({
      configFile: false,
      envFile: false,
      root: source,
      base: './',
      mode: 'production',
      logLevel: 'error',
      plugins: [react(), oneFormatPerFont],
      build: {
        outDir,
        emptyOutDir: false,
        target: 'es2023',
        chunkSizeWarningLimit: 4_000,
        reportCompressedSize: false,
      },
    });
  } finally {
    if (outer === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = outer;
  }
}

/**
 * Every browser that runs the page reads both formats, so one of them is enough. Of the emoji font
 * it must be .woff: the pieces of its .woff2 hold colours as SVG alone, which Chromium draws as nothing.
 */
const oneFormatPerFont: Plugin = {
  name: 'one-format-per-font',
  enforce: 'pre',
  transform(code, id) {
    if (!/@fontsource[\\/].*\.css$/.test(id)) return undefined;
    const unwanted = id.includes('noto-color-emoji')
      ? /url\([^)]*\.woff2\) format\('woff2'\), /g
      : /, url\([^)]*\.woff\) format\('woff'\)/g;
    return { code: code.replace(unwanted, ''), map: null };
  },
};

/** Changes with the page's sources, with the protocol they share, and with the libraries' versions. */
function hashOfInputs(): string {
  const hash = createHash('sha256');
  const files = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of [...files, join(project, 'package-lock.json')]) {
    hash.update(file.slice(project.length)).update('\0');
    if (existsSync(file)) hash.update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

/** In `node_modules`, or among the temporary files where that may not be written. */
function cacheFolder(): string {
  const usual = join(project, 'node_modules', '.cache', 'drawbridge');
  try {
    mkdirSync(usual, { recursive: true });
    // The folder may be there already, and not be ours.
    rmSync(mkdtempSync(join(usual, 'writable-')), { recursive: true });
    return usual;
  } catch {
    const own = join(tmpdir(), `drawbridge-${process.getuid?.() ?? 'user'}-page`);
    mkdirSync(own, { recursive: true, mode: 0o700 });
    return own;
  }
}
