/** One row of the table of what the stand-in serves. */
export interface Served {
  area:
    | 'Resource Manager'
    | 'Managed clusters'
    | 'Agent pools'
    | 'Around a cluster'
    | 'Log Analytics'
    | 'Sandbox';
  method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  /** As registered, in lower case. */
  path: string;
  does: string;
  /** What the real service does and this one does not. */
  lacks?: string;
}

export function row(
  area: Served['area'],
  method: Served['method'],
  path: string,
  does: string,
  lacks?: string,
): Served {
  return { area, method, path, does, ...(lacks && { lacks }) };
}
