import { existsSync, lstatSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packed from '@sparticuz/chromium';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';

/** The major version of `@sparticuz/chromium`: another version must not meet these left-overs. */
const version = 153;

/** Nothing here may leave the machine: no updates, no metrics, no look-ups in the background. */
const quietFlags = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-default-apps',
  '--disable-client-side-phishing-detection',
  '--disable-search-engine-choice-screen',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-pings',
  '--metrics-recording-only',
  '--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication',
];

/** The same letters on every machine, whatever its screen and graphics card. */
const sameEverywhereFlags = [
  '--font-render-hinting=none',
  '--hide-scrollbars',
  '--force-color-profile=srgb',
  '--disable-gpu',
  '--disable-dev-shm-usage',
];

/**
 * A headless Chromium that needs neither an installed browser nor installed fonts: the one of
 * `@sparticuz/chromium`, unpacked once per version and user. Works as root and as anybody else.
 */
export async function launchBrowser(): Promise<Browser> {
  // The packed browser is for this kind of machine alone; elsewhere an installed Chrome has to do.
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return chromium.launch({ channel: 'chrome', args: [...quietFlags, ...sameEverywhereFlags] });
  }
  const home = await unpackedChromium();
  return chromium.launch({
    executablePath: join(home, 'chromium'),
    headless: true,
    // As root Chromium refuses to run with its sandbox, and elsewhere that needs user namespaces,
    // which containers lack. It opens nothing but our own page.
    chromiumSandbox: false,
    args: [...quietFlags, ...sameEverywhereFlags],
    env: {
      ...process.env,
      FONTCONFIG_FILE: join(home, 'fonts.conf'),
      // Without this, the user's own shell decides how dates and numbers are written.
      LANG: 'en_US.UTF-8',
    },
  });
}

/**
 * The folder with the unpacked browser. `@sparticuz/chromium` unpacks into `os.tmpdir()` and takes
 * whatever `chromium` it finds there, be it another version's, another user's, or half of one. So
 * it gets an empty folder, which takes its final name only when it is complete.
 */
async function unpackedChromium(): Promise<string> {
  const home = join(tmpdir(), `drawbridge-${process.getuid?.() ?? 'user'}-chromium-${version}`);
  if (isComplete(home)) return home;

  const fresh = mkdtempSync(`${home}-`);
  const outer = process.env.TMPDIR;
  process.env.TMPDIR = fresh;
  try {
    await packed.executablePath();
  } finally {
    if (outer === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = outer;
  }
  writeFileSync(join(fresh, 'fonts.conf'), fontconfig(home));

  if (isComplete(home)) {
    rmSync(fresh, { recursive: true, force: true });
    return home;
  }
  if (isOurs(home)) rmSync(home, { recursive: true, force: true });
  try {
    renameSync(fresh, home);
    return home;
  } catch (error) {
    // Another process of ours was quicker. A folder that is not ours cannot be removed, nor trusted.
    if (isComplete(home)) {
      rmSync(fresh, { recursive: true, force: true });
      return home;
    }
    throw new Error(`cannot unpack Chromium: ${home} exists and is not ours; remove it`, {
      cause: error,
    });
  }
}

function isComplete(home: string): boolean {
  return isOurs(home) && ['chromium', 'fonts.conf'].every((name) => existsSync(join(home, name)));
}

/** A folder of this very user, not a link: what lies in it is going to be executed. */
function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === (process.getuid?.() ?? found.uid);
}

/** Only the font that comes along, so that a picture does not depend on the machine's own fonts. */
function fontconfig(home: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(home, 'fonts')}</dir>
  <cachedir>${join(home, 'fonts-cache')}</cachedir>
</fontconfig>
`;
}
