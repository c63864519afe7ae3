/** An authority and a certificate that it signed, made at start: nothing outside of this sandbox trusts them. */
import { generate } from 'selfsigned';

export interface ServerIdentity {
  /** Of the authority, PEM. */
  authority: string;
  cert: string;
  key: string;
}

/** AKS signs its own for two years. https://learn.microsoft.com/azure/aks/certificate-rotation */
const validForDays = 2 * 365;

/** For a server on this machine, called as AKS calls its own. */
export async function createServerIdentity(now: Date): Promise<ServerIdentity> {
  const notAfterDate = new Date(now.getTime() + validForDays * 86_400_000);
  const authority = await generate([{ name: 'commonName', value: 'ca' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'apiserver' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { authority: authority.cert, cert: server.cert, key: server.private };
}
