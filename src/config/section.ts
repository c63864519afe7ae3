import { z } from 'zod';
import { checkedYaml } from './checked-yaml.ts';

/** What is wrong with the configuration file: a line for each problem. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

/**
 * Reads one section of the configuration file and leaves the others alone; where the file leaves it out, the
 * schema's own default is the answer.
 * @param keys what the section may hold: for those who misspell one.
 * @param file what to call the file in messages.
 * @throws ConfigError with line and column of every problem in the section
 */
export function loadSection<S extends z.ZodType>(
  text: string,
  {
    name,
    schema,
    keys = [],
    file = 'config.yaml',
  }: { name: string; schema: S; keys?: readonly string[]; file?: string },
): z.output<S> {
  const sections = z.looseObject({ [name]: schema }, `should hold sections such as "${name}:"`);
  const checked = checkedYaml(text, {
    schema: z.preprocess((content) => content ?? {}, sections),
    keys: { [name]: keys },
  });
  if (checked.ok) return checked.data[name] as z.output<S>;
  throw new ConfigError(
    checked.problems
      .map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`)
      .join('\n'),
  );
}
