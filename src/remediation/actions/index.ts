import type { AnyRemediation } from '../define-remediation.ts';
import { authorizedIpRanges } from './authorized-ip-ranges/action.ts';

/** Every remediation there is. A new one is one folder and one line here. */
export const remediations: readonly AnyRemediation[] = [authorizedIpRanges];
