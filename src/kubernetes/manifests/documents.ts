/** The objects in a file, each with its line. JSON is read as the YAML that it is. */
import { dirname } from 'node:path';
import { isMap, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml';
import { isDict, textOf } from '../reduce/shapes.ts';
import { ManifestError } from './error.ts';
import { type ManifestFile, whatKustomizeWants } from './files.ts';

export interface ManifestObject {
  kind: string;
  apiVersion: string;
  item: unknown;
  /** `deploy/web.yaml:12` */
  place: string;
}

/** What Helm alone would write: a text that merely quotes braces may stand in any ConfigMap. */
const helm = /\{\{-?\s*(?:\$?\.(?:Values|Release|Chart|Capabilities)\b|(?:include|template)\s+")/;

const renderFirst = (name: string) =>
  `is a template of Helm, not a manifest ("{{"); render it first: helm template ${dirname(dirname(name))} | drawbridge posture --manifests -`;

/**
 * What `kubectl` reads: YAML 1.1 where `yes` is true and `0644` is octal, but without its dates and times.
 * https://github.com/kubernetes-sigs/yaml
 */
const dialect = {
  version: '1.1',
  merge: true,
  customTags: (tags: unknown[]) =>
    tags.filter(
      (tag) =>
        !['timestamp', 'intTime', 'floatTime'].includes(
          typeof tag === 'string' ? tag : String((tag as { format?: string }).format),
        ) && !/timestamp/.test(String((tag as { tag?: string }).tag)),
    ),
} as const;

/**
 * @returns none for a file in a folder that holds no Kubernetes object.
 * @throws ManifestError
 */
export function objectsInFile({ name, text, isNamed }: ManifestFile): ManifestObject[] {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text.replace(/^\uFEFF/, ''), {
    ...dialect,
    customTags: dialect.customTags as never,
    lineCounter,
    prettyErrors: false,
    logLevel: 'error',
  });
  if (helm.test(text)) throw new ManifestError(name, renderFirst(name));
  if (!('length' in documents)) return [];
  const found: ManifestObject[] = [];

  function lineOf(node: unknown): number {
    const start = (node as Node | null)?.range?.[0] ?? 0;
    return lineCounter.linePos(start).line;
  }

  function take(value: unknown, node: unknown): void {
    if (!isDict(value)) return;
    const kind = textOf(value.kind);
    const apiVersion = textOf(value.apiVersion);
    if (kind === '' || apiVersion === '') return;
    if (apiVersion.startsWith('kustomize.config.k8s.io/'))
      throw new ManifestError(name, whatKustomizeWants(dirname(name)));
    // `List`, and those of one kind that an API server answers with: `DeploymentList`.
    if (/List$/.test(kind) && Array.isArray(value.items)) {
      const items = isMap(node) ? node.get('items', true) : undefined;
      const ofKind = kind.slice(0, -'List'.length);
      value.items.forEach((item, index) => {
        const own = isSeq(items) ? items.items[index] : undefined;
        take(
          isDict(item) && ofKind !== '' ? { kind: ofKind, apiVersion, ...item } : item,
          own ?? node,
        );
      });
      return;
    }
    found.push({ kind, apiVersion, item: value, place: `${name}:${lineOf(node)}` });
  }

  for (const document of documents) {
    const [problem] = document.errors;
    if (problem) {
      if (text.includes('{{')) throw new ManifestError(name, renderFirst(name));
      const { line, col } = lineCounter.linePos(problem.pos[0]);
      throw new ManifestError(`${name}:${line}:${col}`, `not YAML: ${problem.message}`, problem);
    }
    take(plainOf(document, name), document.contents);
  }
  if (isNamed && found.length === 0)
    throw new ManifestError(
      name,
      'holds no Kubernetes object; each needs "apiVersion" and "kind" (clusters as Azure describes them go with --from)',
    );
  return found;
}

/** Aliases that would unfold without end are refused by the library. */
function plainOf(document: { toJS(): unknown }, name: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw new ManifestError(name, cause instanceof Error ? cause.message : String(cause), cause);
  }
}
