/** One section of the configuration file, checked; what is wrong is told with its place. */
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

/** What is wrong with the configuration file: a line for each problem. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

/**
 * Reads a section; where the file leaves it out, the schema's own default is the answer.
 * @param file what to call the file in messages.
 * @throws ConfigError with line and column of every problem in the section
 */
export function loadSection<S extends z.ZodType>(
  text: string,
  { name, schema, file = 'config.yaml' }: { name: string; schema: S; file?: string },
): z.output<S> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  if (document.errors.length > 0)
    throw new ConfigError(
      document.errors
        .map(({ pos, message }) => `${at(pos[0])}: this is no valid YAML: ${message}`)
        .join('\n'),
    );
  const content: unknown = document.toJS();
  if (content !== null && (typeof content !== 'object' || Array.isArray(content)))
    throw new ConfigError(`${at(0)}: the file should hold sections such as "${name}:"`);
  const parsed = schema.safeParse((content as Record<string, unknown> | null)?.[name]);
  if (parsed.success) return parsed.data;

  /** Where the value stands or, if it does not stand there, the nearest thing around it. */
  function offsetOf(path: readonly PropertyKey[]): number {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node)) return node.range?.[0] ?? 0;
    }
    return 0;
  }
  throw new ConfigError(
    parsed.error.issues
      .map(({ path, message }) => {
        const full = [name, ...path];
        return `${at(offsetOf(full))}: ${full.join('.')}: ${message}`;
      })
      .join('\n'),
  );
}
