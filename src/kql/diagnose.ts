import type { BridgeDiagnostic, KustoCode } from './bridge.ts';
import { KqlError } from './error.ts';
import { listed } from './syntax.ts';
import type { Diagnostic } from './types.ts';

/** What the parser and the binder say, as our own values. */
export function diagnose(code: KustoCode): Diagnostic[] {
  return listed(code.GetDiagnostics()).map(read);
}

function read(each: BridgeDiagnostic): Diagnostic {
  return {
    severity:
      each.Severity === 'Error' ? 'error' : each.Severity === 'Warning' ? 'warning' : 'suggestion',
    code: each.Code,
    message: each.Message,
    start: each.Start,
    length: each.Length,
  };
}

/** The first mistake as the error with which a query is refused, the parser's own code in its message. */
export function mistakeIn(code: KustoCode): KqlError | undefined {
  const syntax = listed(code.GetSyntaxDiagnostics()).map(read).find(isError);
  const found = syntax ?? diagnose(code).find(isError);
  if (!found) {
    return undefined;
  }
  const service = syntax ? 'SYN0002' : (serviceCodes[found.code] ?? 'SEM0100');
  const { start, length } = found;
  return new KqlError(service, `${found.message} (${found.code})`, { start, length });
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

/** The service's codes for the parser's: unknown names are SEM0100, unknown functions SEM0260. */
const serviceCodes: Record<string, string | undefined> = {
  KS142: 'SEM0100',
  KS204: 'SEM0100',
  KS211: 'SEM0260',
};
