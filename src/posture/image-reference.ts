/** Names of images as container runtimes read them: https://pkg.go.dev/github.com/distribution/reference */

export interface ImageReference {
  /** With its port: `registry.contoso.com:5000`; `docker.io` where the name has none. */
  registry: string;
  /** `library/nginx` for `nginx`. */
  repository: string;
  tag?: string;
  /** `sha256:…` */
  digest?: string;
}

const hub = ['index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com'];

const shape =
  /^(?<path>[a-zA-Z0-9][\w.:/-]*?)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>[a-z0-9+._-]+:[0-9a-fA-F]{32,}))?$/;

/** @returns undefined for what is no name of an image, such as an empty one or a template's `$(IMAGE)`. */
export function parseImage(text: string): ImageReference | undefined {
  const { path, tag, digest } = shape.exec(text.trim())?.groups ?? {};
  if (!path || path.endsWith('/') || path.includes('//')) return undefined;
  const [first = '', ...rest] = path.split('/');
  // Only a dot, a port or `localhost` tells a registry from a part of the name.
  const isRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const named = isRegistry ? first.toLowerCase() : 'docker.io';
  const registry = hub.includes(named) ? 'docker.io' : named;
  const own = isRegistry ? rest.join('/') : path;
  if (own.includes(':')) return undefined;
  const repository = registry === 'docker.io' && !own.includes('/') ? `library/${own}` : own;
  return { registry, repository, ...(tag && { tag }), ...(digest && { digest }) };
}

/** Does the image come from there? A pattern is a registry or the beginning of a path; `*` is anything but a slash. */
export function comesFrom({ registry, repository }: ImageReference, pattern: string): boolean {
  const parts = `${registry}/${repository}`.toLowerCase().split('/');
  const wanted = pattern
    .toLowerCase()
    .replace(/\/\**$/, '')
    .split('/');
  return (
    wanted.length <= parts.length &&
    wanted.every((part, index) => matches(parts[index] ?? '', part))
  );
}

function matches(text: string, pattern: string): boolean {
  const source = pattern.split('*').map(RegExp.escape).join('.*');
  return new RegExp(`^${source}$`).test(text);
}
