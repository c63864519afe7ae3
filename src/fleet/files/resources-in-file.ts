import { InputFileError } from '../input-file-error.ts';
import type { Json } from '../snapshot.ts';
import { fromAzOutput, isFlattened } from './az-output.ts';
import { clusterInId, type Found, isObject, typeOfId } from './found.ts';
import { isTemplate, resourcesOfTemplate } from './template.ts';

export interface InputFile {
  /** How it is called in messages and evidence. */
  name: string;
  text: string;
}

const expected =
  'expected an AKS cluster as Azure REST returns it, the output of `az aks show` or `az aks list`, or an ARM template, as JSON';

/**
 * All resources in a file, whatever shape it has.
 * @throws InputFileError
 */
export function resourcesInFile({ name, text }: InputFile): Found[] {
  const json = parseJson(name, text);
  refuseOtherShapes(name, json);
  if (isTemplate(json)) return resourcesOfTemplate(name, json);
  const items: Json[] = Array.isArray(json)
    ? json
    : Array.isArray(json?.value)
      ? json.value
      : [json];
  return items.filter(isObject).flatMap((item) => {
    if (isTemplate(item) && !item.type) return resourcesOfTemplate(name, item);
    const found = plainResource(name, item);
    return found ? [found] : [];
  });
}

function plainResource(file: string, raw: Json): Found | undefined {
  const id = typeof raw.id === 'string' ? raw.id : undefined;
  const type = (
    typeof raw.type === 'string' && raw.type.includes('/') ? raw.type : id && typeOfId(id)
  )?.toLowerCase();
  if (!type) return undefined;
  const body = isFlattened(raw) ? fromAzOutput(raw) : raw;
  const name = typeof raw.name === 'string' ? raw.name : (id?.split('/').at(-1) ?? '');
  return { file, type, name, id, cluster: id && clusterInId(id), body };
}

function parseJson(file: string, text: string): Json {
  // PowerShell begins its files with a byte order mark.
  const clean = text.replace(/^\uFEFF/, '');
  if (clean.trim() === '') throw new InputFileError(file, `the file is empty; ${expected}`);
  try {
    return JSON.parse(clean);
  } catch (cause) {
    const hint = /^\s*(param|resource|targetScope|@)/m.test(clean)
      ? 'a Bicep file must be compiled first: az bicep build --file FILE'
      : expected;
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new InputFileError(file, `not JSON (${problem.replaceAll(/\s+/g, ' ')}); ${hint}`, cause);
  }
}

/** Shapes that look right and are not: each with what to do. */
function refuseOtherShapes(file: string, json: Json): void {
  if (typeof json !== 'object' || json === null)
    throw new InputFileError(file, `holds ${JSON.stringify(json)?.slice(0, 40)}; ${expected}`);
  if (isObject(json.responses))
    throw new InputFileError(
      file,
      'is an example of a request with its answers; give the answer’s body alone, for example: jq \'.responses."200".body\' FILE',
    );
  if (typeof json.$schema === 'string' && /deploymentParameters/i.test(json.$schema))
    throw new InputFileError(file, 'holds parameters for a template; give the template itself');
  if (isObject(json.error))
    throw new InputFileError(
      file,
      `holds an error of Azure (${String(json.error.code)}), not a cluster`,
    );
  if (typeof json.apiVersion === 'string' && typeof json.kind === 'string' && !json.type)
    throw new InputFileError(file, `is a Kubernetes ${json.kind}; ${expected}`);
}

export const whatIsExpected = expected;
