import { defineDetection } from '../define-detection.ts';

export const detection = defineDetection({
  id: 'secret-enumeration',
  title: 'Many secrets were read, or tried by name',
  severity: 'high',
  explanation:
    'One caller asked for many different secrets, for secrets of many namespaces, or listed those of the whole cluster in one go. Backup and secret operators do so too: give them a class in the section forbidden of CONFIG_FILE.',
  whatToDo:
    'Find out who holds the identity; rotate what was read; bind rights to single secrets by resourceNames.',
  attack: {
    id: 'T1552.007',
    name: 'Unsecured Credentials: Container API',
    url: 'https://attack.mitre.org/techniques/T1552/007/',
  },
  marks: ['secrets'],
  least: { names: 15, namespaces: 5 },
  needsReads: true,
});
