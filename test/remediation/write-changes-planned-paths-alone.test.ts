import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences } from '../../src/remediation/differences.ts';
import {
  assertOnlyPlanned,
  buildBody,
  clusterPut,
  GuardError,
} from '../../src/remediation/guard.ts';
import { isField, leftOut } from '../../src/remediation/guard-fields.ts';
import { readPath, writePath } from '../../src/remediation/wire-path.ts';
import { aDocument, aLive } from './live.ts';

const path = 'properties.apiServerAccessProfile.authorizedIPRanges';
const change = { path, before: ['203.0.113.0/24'], after: ['203.0.113.0/24', '198.51.100.7/32'] };

describe('the body of a write', () => {
  it('differs from what was read at the planned path and by the named fields alone', () => {
    const document = aDocument(change.before);
    const body = buildBody(document, [change]);
    const moved = differences(document, body).map((d) => d.path.join('.'));
    expect(moved.filter((p) => !leftOut.some((f) => isField(p.split('.'), f.path)))).toEqual([
      `${path}`,
    ]);
    expect(body.properties.previewThing).toEqual({ nested: { deeper: true } });
    expect(body.properties.agentPoolProfiles[0].futureSetting).toEqual({ keep: ['me'] });
  });

  it('never carries the node image of a pool, which would roll the pool back', () => {
    const body = buildBody(aDocument(change.before), [change]);
    for (const pool of body.properties.agentPoolProfiles) {
      expect(pool).not.toHaveProperty('nodeImageVersion');
      expect(pool).toHaveProperty('count');
    }
  });

  it.each(['eTag', 'systemData', 'id'])('leaves %s out, which Azure sets', (field) => {
    expect(buildBody({ ...aDocument(change.before), systemData: {} }, [change])).not.toHaveProperty(
      field,
    );
  });

  it('leaves the document that was read untouched', () => {
    const document = aDocument(change.before);
    const copy = structuredClone(document);
    buildBody(document, [change]);
    expect(document).toEqual(copy);
  });

  it('is not built when the property is no longer what the plan was made from', () => {
    expect(() => buildBody(aDocument(['192.0.2.0/24']), [change])).toThrow(GuardError);
  });

  it('makes the objects that are missing on the way', () => {
    const body = buildBody(
      aDocument(),
      [{ path, before: [], after: ['203.0.113.0/24'] }].map((c) => ({ ...c, before: undefined })),
    );
    expect(body.properties.apiServerAccessProfile).toEqual({
      authorizedIPRanges: ['203.0.113.0/24'],
    });
  });

  it.each(['properties.agentPoolProfiles', 'properties.provisioningState', 'identity'])(
    'is not built for a plan to write %s',
    (forbidden) => {
      const document = aDocument([]);
      const before = readPath(document, forbidden);
      expect(() => buildBody(document, [{ path: forbidden, before, after: 'x' }])).toThrow(
        GuardError,
      );
    },
  );

  it('is refused when anything else differs', () => {
    const document = aDocument(change.before);
    const body = buildBody(document, [change]);
    body.properties.agentPoolProfiles[1].count = 4;
    expect(() => assertOnlyPlanned(document, body, [change])).toThrow(
      /agentPoolProfiles.work.count/,
    );
  });

  it('is refused when a property that nobody knows got lost', () => {
    const document = aDocument(change.before);
    const body = buildBody(document, [change]);
    delete body.properties.previewThing;
    expect(() => assertOnlyPlanned(document, body, [change])).toThrow(/previewThing/);
  });

  it('is tied to the etag that was read', () => {
    expect(clusterPut(aLive(aDocument(change.before)), [change]).ifMatch).toBe('etag-1');
    const without = aLive({ ...aDocument(change.before), eTag: '' });
    expect(() => clusterPut(without, [change])).toThrow(/no etag/);
  });
});

const key = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,6}$/).filter((k) => k !== 'constructor');
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(key, tie('json'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe('for any document and any plan', () => {
  const documents = fc
    .tuple(
      fc.dictionary(key, json, { maxKeys: 5, noNullPrototype: true }),
      fc.array(json, { maxLength: 3 }),
    )
    .map(([unknown, list]) => ({
      ...aDocument(['203.0.113.0/24']),
      surprise: unknown,
      properties: { ...aDocument(['203.0.113.0/24']).properties, surprise: { list, unknown } },
    }));
  const plans = fc
    .uniqueArray(key, { minLength: 1, maxLength: 3 })
    .chain((keys) =>
      fc.tuple(
        fc.constant(keys),
        fc.array(json, { minLength: keys.length, maxLength: keys.length }),
      ),
    );

  it('the body differs at the planned paths alone, and what nobody knows survives', () => {
    fc.assert(
      fc.property(documents, plans, (document, [keys, values]) => {
        const changes = keys.map((k, i) => ({
          path: `properties.planned.${k}`,
          before: undefined,
          after: values[i] ?? 'x',
        }));
        const body = buildBody(document, changes);
        // Undoing the plan by hand and putting the named fields back must give the document again.
        const undone = structuredClone(body);
        delete undone.properties.planned;
        const rest = differences(document, undone).filter(
          (d) => !leftOut.some((field) => isField(d.path, field.path)),
        );
        expect(rest).toEqual([]);
        expect(body.surprise).toEqual(document.surprise);
        expect(body.properties.surprise).toEqual(document.properties.surprise);
        for (const { path: planned, after } of changes)
          expect(readPath(body, planned)).toEqual(after);
      }),
    );
  });

  it('any other change of the body is caught', () => {
    fc.assert(
      fc.property(documents, key, json, (document, name, value) => {
        const body = buildBody(document, [change]);
        const stray = `properties.stray.${name}`;
        writePath(body, stray, value ?? 'x');
        expect(() => assertOnlyPlanned(document, body, [change])).toThrow(GuardError);
      }),
    );
  });
});
