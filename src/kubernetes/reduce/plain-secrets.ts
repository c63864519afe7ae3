/**
 * Does a text look like a credential? Few false alarms matter more than the last find: a check that
 * cries at every `${TOKEN}` is waived as a whole. What is answered says what it looks like, never what it is.
 */
import { isDict } from './shapes.ts';

interface Pattern {
  /** In words, for a sentence: `a private key`. */
  looksLike: string;
  /** Its group 1, where there is one, is the secret itself, which must be no placeholder. */
  pattern: RegExp;
}

/** Formats: https://learn.microsoft.com/purview/sit-defn-all-creds and the makers' own pages. */
const patterns: Pattern[] = [
  {
    looksLike: 'a private key',
    pattern:
      /-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,200}?[A-Za-z0-9+/=]{32}/,
  },
  { looksLike: 'an Azure storage key', pattern: /AccountKey=([A-Za-z0-9+/]{86}==)/i },
  {
    looksLike: 'an Azure storage key',
    pattern: /(?<![A-Za-z0-9+/])([A-Za-z0-9+/]{76}\+ASt[A-Za-z0-9+/]{6}==)/,
  },
  { looksLike: 'a shared access key', pattern: /SharedAccessKey=([A-Za-z0-9+/]{43}=)/i },
  {
    looksLike: 'a key of an Azure messaging service',
    pattern: /(?<![A-Za-z0-9+/])([A-Za-z0-9+/]{33}\+(?:ASb|AEh|ARm)[A-P][A-Za-z0-9+/]{6}=)/,
  },
  {
    looksLike: 'a key of Azure Cache for Redis',
    pattern: /(?<![A-Za-z0-9+/])([A-Za-z0-9]{33}AzCa[A-P][A-Za-z0-9]{5}=)/,
  },
  {
    looksLike: 'a password of a container registry',
    pattern: /(?<![A-Za-z0-9+/])([A-Za-z0-9+/]{42}\+ACR[A-D][A-Za-z0-9+/]{5})(?![A-Za-z0-9+/=])/,
  },
  {
    looksLike: 'a client secret of Entra ID',
    pattern: /(?<![\w~.-])([A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34})(?![\w~.-])/,
  },
  { looksLike: 'a shared access signature', pattern: /[?&]sig=([A-Za-z0-9%_+/-]{43,120}={0,2})/i },
  {
    looksLike: 'a connection string with a password',
    pattern:
      /(?:server|data source|host|user id|uid|username|database|initial catalog)\s{0,3}=[^;\n]{1,200};(?:[^;\n]{1,200};){0,20}?\s{0,3}(?:password|pwd)\s{0,3}=\s{0,3}([^;\s"]{4,128})/i,
  },
  {
    looksLike: 'a token (JWT)',
    pattern:
      /(?<![\w-])(eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{20,1024})/,
  },
  {
    looksLike: 'a GitHub token',
    pattern: /(?<!\w)(gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{60,255})/,
  },
  { looksLike: 'a GitLab token', pattern: /(?<!\w)(gl(?:pat|rt|dt|cbt)-[\w-]{20,64})/ },
  {
    looksLike: 'a Slack token',
    pattern:
      /(?<!\w)(xox[abeoprs]-[0-9A-Za-z-]{20,255}|xapp-\d-[A-Z0-9]{5,20}-\d{5,20}-\w{32,128})/,
  },
  {
    looksLike: 'a Slack webhook',
    pattern: /hooks\.slack\.com\/services\/(T\w{6,14}\/B\w{6,14}\/\w{20,40})/,
  },
  {
    looksLike: 'an AWS access key',
    pattern: /(?<![A-Z0-9])((?:AKIA|ASIA)[A-Z2-7]{16})(?![A-Z0-9])/,
  },
  { looksLike: 'a Google API key', pattern: /(?<![\w-])(AIza[\w-]{35})(?![\w-])/ },
  { looksLike: 'a Google client secret', pattern: /(?<![\w-])(GOCSPX-[\w-]{28})(?![\w-])/ },
  { looksLike: 'a Stripe key', pattern: /(?<!\w)([sr]k_(?:live|test)_[0-9A-Za-z]{20,128})/ },
  { looksLike: 'an npm token', pattern: /(?<!\w)(npm_[A-Za-z0-9]{36})(?!\w)/ },
  { looksLike: 'a SendGrid key', pattern: /(?<!\w)(SG\.[\w-]{22}\.[\w-]{43})(?![\w-])/ },
  {
    looksLike: 'a URL with a password',
    pattern:
      /(?<![\w+.-])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/?#@"'<>]{0,128}:([^\s/?#@"'<>]{3,256})@[\w[]/i,
  },
];

const everywhere = patterns.map(({ looksLike, pattern }) => ({
  looksLike,
  pattern: new RegExp(pattern, `${pattern.flags}g`),
}));

/** None of the patterns can match a text that has none of these. */
const marks =
  /-----BEGIN|Key=|\+A|AzCa|Q~|sig=|(?:password|pwd)\s*=|eyJ|gh[pousr]_|github_pat_|gl(?:pat|rt|dt|cbt)-|xox|xapp-|hooks\.slack|AKIA|ASIA|AIza|GOCSPX-|k_live_|k_test_|npm_|SG\.|:\/\//i;

/** Emulators' keys and examples of documentation: the whole world has them. */
const publicValues = [
  // https://learn.microsoft.com/azure/storage/common/storage-connect-azurite
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
  // https://learn.microsoft.com/azure/cosmos-db/emulator
  'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==',
  // https://jwt.io
  'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
  'sk_test_4eC39HqLyjWDarjtT1zdp7dc',
];

/** Names under which credentials are given, once `dbPassword` is written as `db_password`. */
const secretName =
  /(?:^|_)(?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|(?:api|access|account|auth|client|encryption|master|private|secret|shared|signing|storage)_?key|apikey)$/;

const placeholder =
  /change.?(?:me|this|it)|replace|example|placeholder|your[-_ ]|dummy|sample|insert|fixme|todo|redacted|x{4}|\*{3}|\.{3}|not[-_ ]?(?:set|used|needed)/i;

/** What stands for a value that comes from elsewhere. */
const reference =
  /\$[({]|\{\{|^<.*>$|^%.*%$|^\$\w+$|^@Microsoft\.KeyVault|^(?:vault|ref\+|secretref|keyvault|file|env|arn|projects)[:+/]|^\.{0,2}\/|^[A-Za-z]:\\/;

/** `my-secret-v2`, `shop.web.token`, `MySecretName`: a name, of a Secret perhaps. */
const words = /^(?:[A-Za-z]+|v?\d{1,4})(?:[-_.:/ ](?:[A-Za-z]+|v?\d{1,4}))*$/;

const address = /^[a-z][a-z0-9+.-]{1,20}:\/\//i;

const leastLength = 8;
const leastBits = 20;

function isPlaceholder(value: string): boolean {
  return placeholder.test(value) || reference.test(value);
}

/** By the characters that are in it: 3 bits a character where eight different ones alternate. */
function bitsOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / value.length);
  return bits;
}

function byValue(text: string): string | undefined {
  if (text.length < leastLength || !marks.test(text)) return undefined;
  for (const { looksLike, pattern } of everywhere) {
    for (const [found, secret = found] of text.matchAll(pattern))
      if (!isPlaceholder(secret) && !publicValues.some((known) => found.includes(known)))
        return looksLike;
  }
  return undefined;
}

function byName(name: string, value: string): string | undefined {
  if (value.length < leastLength || value.length > 4096 || /\s/.test(value)) return undefined;
  const snake = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[.-]/g, '_')
    .toLowerCase();
  if (!secretName.test(snake)) return undefined;
  if (isPlaceholder(value) || words.test(value) || address.test(value)) return undefined;
  if (publicValues.some((known) => value.includes(known))) return undefined;
  if (/^\d+$/.test(value) || bitsOf(value) < leastBits) return undefined;
  return 'a password, key or token, by its name';
}

/**
 * @param name of the environment variable or option; it may be empty.
 * @returns what the value looks like, in words, or undefined.
 */
export function looksLikeSecret(name: string, value: string): string | undefined {
  return byValue(value) ?? byName(name, value.trim());
}

/** `password=…`, `apiKey: "…"`, `"token": "…"`: one setting a line, whatever the format. */
const setting =
  /^\s{0,64}(?:export\s+)?["']?([\w.-]{2,80})["']?\s{0,8}[:=]\s{0,8}["']?([^\s"',;]{8,512})/;

/** Whole files are given in ConfigMaps: they are looked at line by line as well. */
export function looksLikeSecretText(name: string, text: string): string | undefined {
  const whole = looksLikeSecret(name, text);
  if (whole !== undefined) return whole;
  for (const line of text.split(/\r?\n|(?<=[{,;])/)) {
    const [, key = '', value = ''] = setting.exec(line) ?? [];
    const found = key === '' ? undefined : byName(key, value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A copy in which each text that looks like a credential is left out. */
export function withoutSecrets<T>(value: T, name = ''): T {
  if (typeof value === 'string')
    return (looksLikeSecret(name, value) === undefined ? value : '(left out)') as T;
  if (Array.isArray(value)) return value.map((entry) => withoutSecrets(entry, name)) as T;
  if (!isDict(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, withoutSecrets(entry, key)]),
  ) as T;
}
