import { describe, expect, test } from 'vitest';
import {
  looksLikeSecret,
  looksLikeSecretText,
} from '../../../src/kubernetes/reduce/plain-secrets.ts';

/** Made up at each run, so that no scanner of this repository takes them for anybody's. */
const letters = 'Zq3Kx8Lm2Vb7Nc5Rt1Yw9Hp4Jd6Fs0Ga';
const text = (length: number) => letters.repeat(8).slice(0, length);
const bytes = (length: number) => `${text(length)}`;

const credentials: [string, string, string][] = [
  ['DB_PASSWORD', 'hT6!kkw02pZ', 'by its name'],
  ['dbPassword', 'Passw0rd!', 'by its name'],
  ['spring.datasource.password', 'x9$kLq22vv', 'by its name'],
  ['API_KEY', text(24), 'by its name'],
  ['CLIENT_SECRET', '0f8fad5b-d9cb-469f-a165-70867728950e', 'by its name'],
  ['AWS_SECRET_ACCESS_KEY', `${text(36)}/a+b`, 'by its name'],
  ['CERT', `-----BEGIN RSA PRIVATE KEY-----\n${text(64)}\n`, 'private key'],
  ['CERT', `-----BEGIN OPENSSH PRIVATE KEY-----\n${text(64)}\n`, 'private key'],
  ['X', `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${bytes(86)}==`, 'storage key'],
  ['X', `Endpoint=sb://a.servicebus.windows.net/;SharedAccessKey=${bytes(43)}=`, 'access key'],
  ['X', `Server=tcp:sql,1433;Database=d;User ID=u;Password=${text(12)};`, 'connection string'],
  ['X', `host=db;username=u;pwd=${text(9)}`, 'connection string'],
  ['X', `https://a.blob.core.windows.net/c?sv=2024&sig=${bytes(43)}%3D`, 'access signature'],
  ['X', `eyJ${text(20)}.eyJ${text(40)}.${text(43)}`, 'JWT'],
  ['X', `ghp_${text(36)}`, 'GitHub'],
  ['X', `github_pat_${text(22)}_${text(59)}`, 'GitHub'],
  ['X', `glpat-${text(20)}`, 'GitLab'],
  ['X', `xoxb-${text(24)}`, 'Slack token'],
  ['X', `https://hooks.slack.com/services/T${text(9)}/B${text(9)}/${text(24)}`, 'Slack webhook'],
  ['X', `AKIA${'Q2W3E4R5T6Y7U2I3'}`, 'AWS'],
  ['X', `AIza${text(35)}`, 'Google API key'],
  ['X', `sk_live_${text(24)}`, 'Stripe'],
  ['X', `npm_${text(36)}`, 'npm'],
  ['X', `${text(3)}8Q~${text(34)}`, 'Entra ID'],
  ['DATABASE_URL', `postgres://shop:${text(10)}@db:5432/shop`, 'URL with a password'],
  ['REDIS_URL', `redis://:${text(10)}@cache:6379`, 'URL with a password'],
];

const harmless: [string, string][] = [
  ['DB_PASSWORD', ''],
  ['DB_PASSWORD', 'changeme'],
  ['DB_PASSWORD', 'change-me-2024!'],
  ['DB_PASSWORD', '$(DB_PASSWORD_FROM_SECRET)'],
  ['DB_PASSWORD', '$' + '{DB_PASSWORD}'],
  ['DB_PASSWORD', '<your password here>'],
  ['DB_PASSWORD', '{{ .Values.password }}'],
  ['DB_PASSWORD', '/run/secrets/db-password'],
  ['DB_PASSWORD', 'file:///run/secrets/db1'],
  ['DB_PASSWORD', 'true'],
  ['DB_PASSWORD', '12345678'],
  ['DB_PASSWORD', 'vault:secret/data/shop#password'],
  ['DB_PASSWORD', '@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/a)'],
  ['SECRET', 'shop-database-credentials-v2'],
  ['TOKEN', 'MyServiceTokenName'],
  ['API_KEY', 'xxxxxxxxxxxxxxxx'],
  ['API_KEY', 'aaaaaaaaaaaa1'],
  ['API_KEY', 'https://kv-shop.vault.azure.net/secrets/api-key'],
  ['DB_PASSWORD_FILE', text(20)],
  ['TOKEN_URL', 'https://login.example.org/oauth2/token'],
  ['SECRET_NAME', text(20)],
  ['MAX_TOKENS', '4096'],
  ['KEYCLOAK_REALM', text(20)],
  ['AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
  ['X', 'AKIAIOSFODNN7EXAMPLE'],
  ['X', '-----BEGIN CERTIFICATE-----\nMIIB'],
  ['X', '-----BEGIN PRIVATE KEY-----\n<paste it here>\n-----END PRIVATE KEY-----'],
  ['DATABASE_URL', 'postgres://shop:$(DB_PASSWORD)@db:5432/shop'],
  ['DATABASE_URL', 'postgres://shop@db:5432/shop'],
  ['X', 'Server=sql;Database=d;User ID=u;Password=<password>;'],
  ['X', 'Server=sql;Database=d;Authentication=Active Directory Managed Identity'],
  ['IMAGE', `shop.azurecr.io/web@sha256:${'0a'.repeat(32)}`],
  [
    'STORAGE',
    'AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
  ],
];

describe('a credential', () => {
  test.each(credentials)('%s=%s', (name, value, looksLike) => {
    expect(looksLikeSecret(name, value)).toContain(looksLike);
  });
});

describe('no credential', () => {
  test.each(harmless)('%s=%s', (name, value) => {
    expect(looksLikeSecret(name, value)).toBeUndefined();
    expect(looksLikeSecretText('app.properties', `a=b\n${name}=${value}\n`)).toBeUndefined();
  });
});

test.each([
  ['properties', 'host=db\nspring.datasource.password=x9$kLq22vv\n'],
  ['YAML', 'server:\n  port: 80\n  apiKey: "k3Lm9Qz7Xw2P"\n'],
  ['JSON', '{ "host": "db", "password": "k3Lm9Qz7Xw2P" }'],
  ['JSON in one line', '{"host":"db","clientSecret":"k3Lm9Qz7Xw2P"}'],
  ['an environment file', 'export TOKEN=k3Lm9Qz7Xw2P'],
])('a file of settings is looked at line by line: %s', (_format, content) => {
  expect(looksLikeSecretText('settings', content)).toContain('by its name');
});

// A pattern that backtracks would take hours over these: the test would not end.
test('no text takes for ever, however it is made', () => {
  for (const part of ['eyJ', '-eyJ', 'a.', 'a://', '://a:', 'AKIA', '=;a', '-----BEGIN ', 'pwd='])
    expect(() => looksLikeSecretText('x', part.repeat(300_000 / part.length))).not.toThrow();
});
