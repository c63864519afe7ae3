import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { expect, test } from 'vitest';
import { toJunit } from '../../src/posture/report/junit.ts';
import type { ClusterReport, Severity } from '../../src/posture/types.ts';
import { hostile, reportOf } from './support/reports.ts';

interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

/** Throws where it is no XML. */
function parsed(xml: string): Element {
  const top: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => {
    const element: Element = { name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const inner = open.at(-1);
    if (inner) inner.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return top.children[0] as Element;
}

function suitesOf(reports: ClusterReport[], severity?: Severity): Element {
  return parsed(toJunit(reports, { severity }));
}

function caseOf(suite: Element | undefined, check: string): Element | undefined {
  return suite?.children.find(
    ({ name, attributes }) => name === 'testcase' && attributes.name?.startsWith(check),
  );
}

test('a cluster is a suite and a check a case, and the numbers add up', () => {
  const reports = [reportOf(), reportOf({ name: 'aks-two', waived: 'AKS-API-001' })];
  const suites = suitesOf(reports);
  expect(suites.children.map(({ attributes }) => attributes.name)).toEqual(['aks-shop', 'aks-two']);
  for (const element of [suites, ...suites.children]) {
    const below = element === suites ? suites.children : [element];
    const cases = below.flatMap(({ children }) =>
      children.filter(({ name }) => name === 'testcase'),
    );
    const count = (inner: string) =>
      cases.filter(({ children }) => children.some(({ name }) => name === inner)).length;
    expect(element.attributes).toMatchObject({
      tests: String(cases.length),
      failures: String(count('failure')),
      errors: String(count('error')),
      skipped: String(count('skipped')),
    });
  }
});

test('a finding is a failure that says what to do', () => {
  const [suite] = suitesOf([reportOf()]).children;
  const [failure] = caseOf(suite, 'AKS-API-005')?.children ?? [];
  expect(failure).toMatchObject({ name: 'failure', attributes: { type: 'medium' } });
  expect(failure?.text).toContain('properties.apiServerAccessProfile.disableRunCommand is false');
  expect(failure?.text).toMatch(/\n\$ az aks update .*--disable-run-command\n/);
  expect(failure?.text).toContain(
    '\n    apiServerAccessProfile: {\n      disableRunCommand: true\n',
  );
});

test('an unknown turns a pipeline red, and what does not apply or is waived does not', () => {
  const [suite] = suitesOf([reportOf({ waived: 'AKS-API-001' })]).children;
  expect(caseOf(suite, 'AKS-UPG-002')?.children[0]).toMatchObject({
    name: 'error',
    attributes: { type: 'unknown', message: expect.stringContaining('upgradeProfile is denied') },
  });
  expect(caseOf(suite, 'AKS-API-001')?.children[0]).toMatchObject({
    name: 'skipped',
    attributes: { message: 'waived: Waived by Wei Chen: a test.' },
  });
  expect(caseOf(suite, 'AKS-API-004')?.children[0]?.name).toBe('skipped');
  expect(caseOf(suite, 'AKS-IAM-001')?.children).toEqual([]);
});

test('names that others chose are text and nothing else', () => {
  const [suite] = suitesOf([reportOf({ name: hostile, pool: hostile })]).children;
  expect(suite?.attributes.name).toContain('<script>alert(1)</script>&amp;]]>');
  expect(suite?.attributes.name).toContain('\ufffd');
  expect(caseOf(suite, 'AKS-UPG-010')?.children[0]?.attributes.message).toContain(
    'script>&amp;]]>',
  );
});

test('a severity leaves lesser checks out', () => {
  const [suite] = suitesOf([reportOf()], 'high').children;
  expect(caseOf(suite, 'AKS-UPG-010')).toBeUndefined();
  expect(caseOf(suite, 'AKS-API-001')).toBeDefined();
});
