import { refuse } from '../error.ts';
import type { Evaluate } from '../values/value.ts';
import { conditionFunctions } from './conditions.ts';
import { conversionFunctions } from './conversion.ts';
import { dateFunctions } from './dates.ts';
import { dynamicFunctions } from './dynamics.ts';
import { ipv4Functions } from './ipv4.ts';
import type { Call, ScalarFunction } from './kit.ts';
import { mathFunctions } from './math.ts';
import { stringFunctions } from './strings.ts';

/** Every scalar function that is implemented, by its name. */
const scalarFunctions: Record<string, ScalarFunction | undefined> = {
  ...conditionFunctions,
  ...conversionFunctions,
  ...dateFunctions,
  ...dynamicFunctions,
  ...ipv4Functions,
  ...mathFunctions,
  ...stringFunctions,
};

/** Compiles a call of a function of Kusto's own; refuses by name what is not implemented. */
export function compilePlainCall(name: string, call: Call): Evaluate {
  const found = Object.hasOwn(scalarFunctions, name) ? scalarFunctions[name] : undefined;
  if (!found) {
    throw refuse(`The function ${name}()`, call.node);
  }
  return found(call);
}
