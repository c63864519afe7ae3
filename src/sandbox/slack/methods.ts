import type { SocketMode } from './delivery/socket-mode.ts';
import { appMethods } from './web-api/apps.ts';
import { authMethods } from './web-api/auth.ts';
import { blockMethods } from './web-api/blocks.ts';
import { chatMethods } from './web-api/chat.ts';
import { conversationMethods } from './web-api/conversations.ts';
import { fileMethods } from './web-api/files.ts';
import type { Method } from './web-api/method.ts';
import { peopleMethods } from './web-api/people.ts';
import { viewMethods } from './web-api/views.ts';

/** Every method that the stand-in answers. */
export function allMethods(socketMode: SocketMode): Method[] {
  return [
    ...appMethods(socketMode),
    ...authMethods,
    ...blockMethods,
    ...chatMethods,
    ...conversationMethods,
    ...fileMethods,
    ...peopleMethods,
    ...viewMethods,
  ];
}
