import {
  ChainedTokenCredential,
  DefaultAzureCredential,
  EnvironmentCredential,
  ManagedIdentityCredential,
} from '@azure/identity';
import { expect, test } from 'vitest';
import { createCredential } from '../../src/azure/credential.ts';
import { sandboxWriterId } from '../../src/azure/rerouting.ts';

const reads = '11111111-2222-3333-4444-555555555555';
const writes = '66666666-7777-8888-9999-000000000000';

test('without a second identity nothing can be changed', () => {
  const { reader, writer } = createCredential({ AZURE_CLIENT_ID: reads }, {});
  expect(reader).toBeInstanceOf(ManagedIdentityCredential);
  expect(writer).toBeUndefined();
});

test('without any identity the environment decides who reads', () => {
  expect(createCredential({}, {}).reader).toBeInstanceOf(DefaultAzureCredential);
});

test('a secret in the environment belongs to the reader alone', () => {
  const env = { AZURE_CLIENT_SECRET: 's', AZURE_TENANT_ID: reads, AZURE_CLIENT_ID: reads };
  const { reader, writer } = createCredential(
    { AZURE_CLIENT_ID: reads, WRITER_AZURE_CLIENT_ID: writes },
    env,
  );
  expect(reader).toBeInstanceOf(EnvironmentCredential);
  expect(writer).toBeInstanceOf(ManagedIdentityCredential);
});

test('in a pod with workload identity both use its token', () => {
  const env = { AZURE_FEDERATED_TOKEN_FILE: '/var/run/token', AZURE_TENANT_ID: reads };
  const both = createCredential({ AZURE_CLIENT_ID: reads, WRITER_AZURE_CLIENT_ID: writes }, env);
  expect(both.reader).toBeInstanceOf(ChainedTokenCredential);
  expect(both.writer).toBeInstanceOf(ChainedTokenCredential);
});

test('one identity for both is refused', () => {
  const same = { AZURE_CLIENT_ID: writes, WRITER_AZURE_CLIENT_ID: writes.toUpperCase() };
  expect(() => createCredential(same, {})).toThrow(/need two/);
});

test('the sandbox has identities of its own', async () => {
  const sandbox = { DRAWBRIDGE_SANDBOX: 'on', SANDBOX_AZURE_URL: 'http://127.0.0.1:4001' } as const;
  const settings = { ...sandbox, WRITER_AZURE_CLIENT_ID: sandboxWriterId };
  const { reader, writer } = createCredential(settings, {});
  const tokens = await Promise.all([reader.getToken('x'), writer?.getToken('x')]);
  expect(tokens.map((token) => token?.token)).toEqual(['sandbox-reader', 'sandbox-writer']);
  expect(createCredential(sandbox, {}).writer).toBeUndefined();
});
