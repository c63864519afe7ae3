/** Cuts a query into words. What is not known is refused by name: a stand-in that guesses teaches wrong things. */
import { ArmError } from '../errors.ts';

export interface Token {
  kind: 'word' | 'string' | 'number' | 'sign';
  text: string;
}

const pattern =
  /\s+|\/\/[^\n]*|(?<word>[A-Za-z_][A-Za-z0-9_-]*~?)|'(?<single>(?:[^'\\]|\\.)*)'|"(?<double>(?:[^"\\]|\\.)*)"|(?<number>\d+(?:\.\d+)?)|(?<sign>==|=~|!=|!~|[|,.=()[\]])/y;

export function tokens(query: string): Token[] {
  const found: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < query.length) {
    const start = pattern.lastIndex;
    const match = pattern.exec(query);
    if (!match) throw notUnderstood(`the sign ${JSON.stringify(query[start])}`);
    const { word, single, double, number, sign } = match.groups ?? {};
    const text = single ?? double;
    if (word !== undefined) found.push({ kind: 'word', text: word });
    else if (text !== undefined) found.push({ kind: 'string', text: text.replace(/\\(.)/g, '$1') });
    else if (number !== undefined) found.push({ kind: 'number', text: number });
    else if (sign !== undefined) found.push({ kind: 'sign', text: sign });
  }
  return found;
}

/** Azure's error shape, with the sandbox's own reason in it. */
export function notUnderstood(what: string): ArmError {
  const message = `The sandbox's Resource Graph does not understand ${what}. It knows: resources, resourcecontainers, resourcechanges, containerserviceeventresources, securityresources, authorizationresources, policyresources, recoveryservicesresources | where | project | extend | order by | take, with tolower, tostring, isempty, isnotempty, contains.`;
  return new ArmError(
    400,
    'BadRequest',
    'Please provide below info when asking for support: timestamp = unknown, correlationId = sandbox.',
    {
      details: [
        {
          code: 'InvalidQuery',
          message:
            'Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.',
        },
        { code: 'NotSupportedBySandbox', message },
      ],
    },
  );
}
