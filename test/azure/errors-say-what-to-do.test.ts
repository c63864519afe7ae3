import { CredentialUnavailableError } from '@azure/identity';
import { expect, test } from 'vitest';
import { asAzureError } from '../../src/azure/errors.ts';
import { azureErrorOf, azureWith, clusterId } from './helpers.ts';

test.each([
  [401, undefined, 'denied'],
  [403, 'AuthorizationFailed', 'denied'],
  [404, 'ResourceNotFound', 'not-found'],
  [409, 'OperationNotAllowed', 'conflict'],
  [409, 'EtagMismatch', 'changed'],
  [412, 'PreconditionFailed', 'changed'],
  [400, 'InvalidParameter', 'invalid'],
  [429, 'Throttled', 'throttled'],
  [503, 'ServiceUnavailable', 'server'],
])('%i %s is %s', async (status, code, kind) => {
  const { writer } = await azureWith({ status, json: { error: { code, message: 'Why.' } } });
  const error = await azureErrorOf(writer.put(clusterId, '1', {}));
  expect(error).toMatchObject({ kind, status, code });
});

test('AKS does not always wrap its errors', async () => {
  const { writer } = await azureWith({ status: 409, json: { code: 'Busy', message: 'Later.' } });
  const error = await azureErrorOf(writer.put(clusterId, '1', {}));
  expect(error.message).toBe('changing aks-weu: Azure answered 409, Busy: Later.');
});

test('a message is one line, and not endless', async () => {
  const message = `first\r\n\r\nsecond ${'x'.repeat(5000)}`;
  const { writer } = await azureWith({ status: 400, json: { error: { code: 'C', message } } });
  const error = await azureErrorOf(writer.put(clusterId, '1', {}));
  expect(error.message).toMatch(/^[^\n\r]{20,500}$/);
});

test('an answer without a body still says its status', async () => {
  const { writer } = await azureWith({ status: 400 });
  expect((await azureErrorOf(writer.put(clusterId, '1', {}))).message).toContain('answered 400');
});

test('the permission that is missing is named', async () => {
  const message =
    "The client 'x' does not have authorization to perform action 'Microsoft.Insights/diagnosticSettings/read' over scope '/y' or the scope is invalid.";
  const { reader } = await azureWith({ status: 403, json: { error: { code: 'A', message } } });
  expect((await azureErrorOf(reader.get(clusterId, '1'))).permission).toBe(
    'Microsoft.Insights/diagnosticSettings/read',
  );
});

test('no token is a denial that was never sent', () => {
  const error = asAzureError(
    new CredentialUnavailableError('no managed identity here'),
    'reading x',
  );
  expect(error).toMatchObject({ name: 'AzureError', kind: 'denied', mayHaveArrived: false });
});

test('a fault of our own is not dressed up as one of Azure', () => {
  const bug = new TypeError('x is not a function');
  expect(asAzureError(bug, 'reading x')).toBe(bug);
});
