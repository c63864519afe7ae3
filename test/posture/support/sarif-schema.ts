/**
 * The part of SARIF 2.1.0 that our logs use, written down from the tables of the standard:
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html . Stricter than the whole: what is
 * not named here is refused.
 */

type Schema = Record<string, unknown>;

function object(properties: Record<string, Schema>, ...required: string[]): Schema {
  return { type: 'object', properties, required, additionalProperties: false };
}

function list(items: Schema, more: Schema = {}): Schema {
  return { type: 'array', items, ...more };
}

const text: Schema = { type: 'string', minLength: 1 };
const uri: Schema = { type: 'string', format: 'uri-reference' };
const level: Schema = { enum: ['none', 'note', 'warning', 'error'] };
const bag: Schema = { type: 'object', properties: { tags: list(text, { uniqueItems: true }) } };
const plainMessage = object({ text }, 'text');
const strings: Schema = { type: 'object', additionalProperties: { type: 'string' } };

// §3.4
const artifactLocation = object({ uri, uriBaseId: text }, 'uri');
// §3.28, §3.29, §3.33
const location = object({
  physicalLocation: object(
    { artifactLocation, region: object({ startLine: { type: 'integer', minimum: 1 } }) },
    'artifactLocation',
  ),
  logicalLocations: list(
    object({ name: text, fullyQualifiedName: text, kind: text }, 'fullyQualifiedName'),
    { minItems: 1 },
  ),
});
// §3.49
const rule = object(
  {
    id: text,
    name: text,
    shortDescription: plainMessage,
    fullDescription: plainMessage,
    help: object({ text, markdown: text }, 'text'),
    helpUri: { type: 'string', format: 'uri' },
    defaultConfiguration: object({ level }),
    properties: bag,
  },
  'id',
);
// §3.27
const result: Schema = {
  ...object(
    {
      ruleId: text,
      ruleIndex: { type: 'integer', minimum: 0 },
      kind: { enum: ['notApplicable', 'pass', 'fail', 'review', 'open', 'informational'] },
      level,
      message: plainMessage,
      locations: list(location),
      fingerprints: strings,
      partialFingerprints: strings,
      suppressions: list(
        object(
          {
            kind: { enum: ['inSource', 'external'] },
            status: { enum: ['accepted', 'underReview', 'rejected'] },
            justification: text,
          },
          'kind',
        ),
      ),
      properties: bag,
    },
    'message',
  ),
  // §3.27.10: a result that is no failure has the level none.
  if: { properties: { kind: { const: 'fail' } } },
  else: { properties: { level: { const: 'none' } } },
};
// §3.20, §3.58
const invocation = object(
  {
    executionSuccessful: { type: 'boolean' },
    endTimeUtc: { type: 'string', format: 'date-time' },
    toolExecutionNotifications: list(
      object(
        {
          level,
          descriptor: object({ id: text }, 'id'),
          message: plainMessage,
          locations: list(location),
        },
        'message',
      ),
    ),
  },
  'executionSuccessful',
);

export const sarifSchema: Schema = object(
  {
    $schema: { type: 'string', format: 'uri' },
    version: { const: '2.1.0' },
    runs: list(
      object(
        {
          tool: object(
            {
              driver: object({ name: text, rules: list(rule, { uniqueItems: true }) }, 'name'),
            },
            'driver',
          ),
          automationDetails: object({ id: text }),
          originalUriBaseIds: { type: 'object', additionalProperties: artifactLocation },
          invocations: list(invocation),
          results: list(result),
        },
        'tool',
      ),
      { minItems: 1 },
    ),
  },
  'version',
  'runs',
);
