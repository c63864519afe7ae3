import type { KustoCode } from './bridge.ts';
import { KqlError } from './error.ts';
import { listed } from './syntax.ts';
import type { Diagnostic } from './types.ts';

/** What the parser and the binder say, as our own values. */
export function diagnose(code: KustoCode): Diagnostic[] {
  return listed(code.GetDiagnostics()).map((each) => ({
    severity:
      each.Severity === 'Error' ? 'error' : each.Severity === 'Warning' ? 'warning' : 'suggestion',
    code: each.Code,
    message: each.Message,
    start: each.Start,
    length: each.Length,
  }));
}

/** The service's codes for the parser's. Unknown names are SEM0100, functions SEM0260. */
const serviceCodes: Record<string, string | undefined> = {
  KS142: 'SEM0100',
  KS204: 'SEM0100',
  KS211: 'SEM0260',
};

const syntaxCode = /^KS00\d$/;

/** A diagnostic as the error with which the query is refused, the parser's own code in its message. */
export function toError({ code, message, start, length }: Diagnostic): KqlError {
  const service = serviceCodes[code] ?? (syntaxCode.test(code) ? 'SYN0002' : 'SEM0100');
  return new KqlError(service, `${message} (${code})`, { start, length });
}
