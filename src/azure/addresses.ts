import { AzureError } from './errors.ts';

/**
 * The absolute URL of a path below Resource Manager. Names in it may come from people and from Azure's
 * answers, so whatever could turn it into another request is refused: a query, a fragment, a step up.
 * @throws AzureError `invalid`
 */
export function resourceUrl(
  resourceManager: string,
  path: string,
  apiVersion: string,
  filter?: string,
): string {
  const segments = path.split('/');
  const wrong =
    segments[0] !== '' ||
    segments.length < 2 ||
    segments
      .slice(1)
      .some(
        (segment) => segment === '' || segment === '.' || segment === '..' || unsafe.test(segment),
      );
  if (wrong)
    throw new AzureError('invalid', `"${path}" is no path of an Azure resource`, {
      mayHaveArrived: false,
    });
  const url = new URL(resourceManager);
  url.pathname = segments.map(encodeURIComponent).join('/');
  url.searchParams.set('api-version', apiVersion);
  if (filter !== undefined) url.searchParams.set('$filter', filter);
  return url.href;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const unsafe = /[?#%\\\u0000-\u001f\u007f]/;

/**
 * An address out of an answer or the database, if it is the cloud's own Resource Manager. Our token goes
 * wherever such an address points, so every other host is refused.
 * @throws AzureError `invalid`
 */
export function ownAddress(resourceManager: string, address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || url.origin !== new URL(resourceManager).origin || url.username || url.password)
    throw new AzureError(
      'invalid',
      `the address "${url?.origin ?? address.slice(0, 80)}" is not ${resourceManager}: it is not followed, a token would go there`,
      { code: 'ForeignAddress', mayHaveArrived: false },
    );
  return url.href;
}
