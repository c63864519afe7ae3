import { useEffect, useMemo } from 'react';
import { Blocks } from '../blocks/blocks.tsx';
import { SurfaceProvider } from '../state/surface.tsx';
import { useWorkspace } from '../state/workspace.ts';
import { Avatar } from './avatar.tsx';

/** The app's home tab: opening it tells the app, which then publishes the view. */
export function HomeView() {
  const { state, act, openChannel } = useWorkspace();
  const { bot, home } = state;
  const direct = state.channels.find(
    ({ kind, members }) => kind === 'im' && members.includes(bot.id),
  );

  useEffect(() => {
    void act({ do: 'home' });
  }, [act]);

  return (
    <main className="pane" id="main" tabIndex={-1} aria-label={`${bot.name} home`}>
      <header className="pane__header">
        <Avatar person={bot} />
        <h1 className="pane__title">{bot.name}</h1>
        <nav className="tabs" aria-label={bot.name}>
          <span className="tabs__one" aria-current="page">
            Home
          </span>
          {direct && (
            <button type="button" className="tabs__one" onClick={() => openChannel(direct.id)}>
              Messages
            </button>
          )}
        </nav>
      </header>
      <div className="home">
        {home ? (
          <Home key={home.id} view={home} />
        ) : (
          <p className="message-list__empty">{bot.name} has not published a home tab yet.</p>
        )}
      </div>
    </main>
  );
}

function Home({ view }: { view: NonNullable<ReturnType<typeof useWorkspace>['state']['home']> }) {
  const container = useMemo(() => ({ type: 'view' as const, viewId: view.id }), [view.id]);
  return (
    <SurfaceProvider container={container} known={view.values}>
      <Blocks blocks={view.blocks} />
    </SurfaceProvider>
  );
}
