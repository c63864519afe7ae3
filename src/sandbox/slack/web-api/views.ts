import { SlackError } from '../errors.ts';
import { viewJson } from '../payloads.ts';
import { checkModal, openModal, publishHome, pushModal, updateView } from '../views.ts';
import type { StoredView } from '../workspace.ts';
import type { Call, Method } from './method.ts';

function answer({ ground }: Call, view: StoredView) {
  return { view: viewJson(ground, view) };
}

/** The view is judged first: a trigger is not used up by a view that Slack refuses. */
function exchange({ ground, args }: Call): { userId: string; view: unknown } {
  const trigger = args.required('trigger_id');
  args.required('view');
  const view = args.json('view');
  checkModal(view);
  return { userId: ground.triggers.exchange(trigger), view };
}

function named({ ground: { workspace }, args }: Call): StoredView {
  const externalId = args.text('external_id');
  const view = externalId
    ? [...workspace.views.values()].find((known) => known.externalId === externalId)
    : workspace.views.get(args.required('view_id'));
  if (view?.type !== 'modal') throw new SlackError('not_found');
  return view;
}

function publish(call: Call) {
  const { ground, args } = call;
  const person = ground.workspace.people.get(args.required('user_id'));
  if (!person || person.isBot) throw new SlackError('user_not_found');
  if (person.isStranger) throw new SlackError('not_enabled');
  args.required('view');
  return answer(call, publishHome(ground, person.id, args.json('view'), args.text('hash')));
}

export const viewMethods: Method[] = [
  {
    name: 'views.open',
    scopes: [],
    tier: 4,
    run(call) {
      const { userId, view } = exchange(call);
      return answer(call, openModal(call.ground, userId, view));
    },
  },
  {
    name: 'views.push',
    scopes: [],
    tier: 4,
    run(call) {
      const { userId, view } = exchange(call);
      return answer(call, pushModal(call.ground, userId, view));
    },
  },
  {
    name: 'views.update',
    scopes: [],
    tier: 4,
    run(call) {
      const { ground, args } = call;
      args.required('view');
      return answer(call, updateView(ground, named(call), args.json('view'), args.text('hash')));
    },
  },
  { name: 'views.publish', scopes: [], tier: 4, run: publish },
];
