import { useCallback, useEffect, useMemo, useState } from 'react';
import { ChannelView } from './layout/channel-view.tsx';
import { Dialog } from './layout/dialog.tsx';
import { HomeView } from './layout/home-view.tsx';
import { Modals } from './layout/modals.tsx';
import { Sidebar } from './layout/sidebar.tsx';
import { ThreadPanel } from './layout/thread-panel.tsx';
import { Toast } from './layout/toast.tsx';
import { TopBar } from './layout/top-bar.tsx';
import { sendAct } from './state/api.ts';
import { ConfirmProvider } from './state/confirm.tsx';
import { errorSentence } from './state/errors.ts';
import { usePlace } from './state/place.ts';
import { useMedia } from './state/use-media.ts';
import { useStateFeed } from './state/use-state-feed.ts';
import { useUnread } from './state/use-unread.ts';
import type { Doing, Workspace } from './state/workspace.ts';
import { channelTitle, WorkspaceContext } from './state/workspace.ts';

export function App() {
  const [place, go] = usePlace();
  const { state, problem, refresh } = useStateFeed(place.as);
  const [toast, setToast] = useState<{ text: string; id: number }>();
  const prefersDark = useMedia('(prefers-color-scheme: dark)');
  const theme = place.theme === 'system' ? (prefersDark ? 'dark' : 'light') : place.theme;

  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);

  const act = useCallback(
    async (doing: Doing) => {
      const result = await sendAct({ as: place.as, ...doing });
      if (!result.ok && !isToldAlready(doing, result.error))
        setToast({ text: errorSentence(result.error), id: Date.now() });
      if (doing.do !== 'options') refresh();
      return result;
    },
    [place.as, refresh],
  );
  const dismiss = useCallback(() => setToast(undefined), []);
  const openChannel = useCallback((channel: string) => go({ channel, thread: undefined }), [go]);
  const openThread = useCallback((thread: string | undefined) => go({ thread }), [go]);

  const workspace = useMemo<Workspace | undefined>(
    () => state && { state, act, openChannel, openThread, theme },
    [state, act, openChannel, openThread, theme],
  );

  if (!workspace) return <Starting problem={problem} />;
  return (
    <WorkspaceContext value={workspace}>
      <ConfirmProvider>
        <Frame
          channel={place.channel}
          thread={place.thread}
          problem={problem}
          onSwitch={(as) => go({ as, thread: undefined })}
          onTheme={(next) => go({ theme: next })}
          workspace={workspace}
        />
        <Modals />
        {toast && <Toast key={toast.id} text={toast.text} onGone={dismiss} />}
      </ConfirmProvider>
    </WorkspaceContext>
  );
}

/** Errors of a form stand beside its fields, and Slack answers a failed command by a line of its own. */
function isToldAlready(doing: Doing, error: string | undefined): boolean {
  if (error === 'sandbox_unreachable') return false;
  return error === 'validation_errors' || (doing.do === 'say' && doing.text.startsWith('/'));
}

function Starting({ problem }: { problem?: string }) {
  return (
    <main className="starting">
      <span className="spinner spinner--large" aria-hidden="true" />
      <p role="status">
        {problem ? `Cannot open the workspace yet: ${problem}` : 'Opening the workspace…'}
      </p>
    </main>
  );
}

interface FrameProps {
  workspace: Workspace;
  channel: string;
  thread?: string;
  problem?: string;
  onSwitch: (as: string) => void;
  onTheme: (theme: 'light' | 'dark') => void;
}

function Frame({ workspace, channel, thread, problem, onSwitch, onTheme }: FrameProps) {
  const { state } = workspace;
  const isNarrow = useMedia('(max-width: 760px)');
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  // A person switched to may not be a member of the channel that was open.
  const open =
    channel === 'home'
      ? undefined
      : (state.channels.find(({ id }) => id === channel) ?? state.channels[0]);
  const unread = useUnread(state, open?.id ?? 'home');

  const title = open ? channelTitle(state, open.id) : `${state.bot.name} home`;
  useEffect(() => {
    document.title = `${title} · ${state.team.name}`;
  }, [title, state.team.name]);

  const openChannel = workspace.openChannel;
  const pick = useCallback(
    (id: string) => {
      setDrawerOpen(false);
      openChannel(id);
    },
    [openChannel],
  );
  const sidebar = <Sidebar open={open?.id ?? 'home'} unread={unread} onPick={pick} />;

  return (
    <div className="frame">
      <a className="skip" href="#main">
        Skip to the messages
      </a>
      <TopBar
        onSwitch={onSwitch}
        onTheme={onTheme}
        onMenu={isNarrow ? () => setDrawerOpen(true) : undefined}
      />
      {problem && (
        <div className="banner" role="status">
          Not up to date, trying again: {problem}
        </div>
      )}
      {!isNarrow && sidebar}
      {isNarrow && isDrawerOpen && (
        <Dialog
          className="drawer"
          label="Channels"
          closesOutside
          onDismiss={() => setDrawerOpen(false)}
        >
          {sidebar}
        </Dialog>
      )}
      <div className={thread && open ? 'content content--threaded' : 'content'}>
        {open ? (
          <ChannelView key={`${state.me.id}-${open.id}`} channel={open} />
        ) : (
          <HomeView key={state.me.id} />
        )}
        {thread && open && (
          <ThreadPanel key={`${state.me.id}-${thread}`} channel={open} root={thread} />
        )}
      </div>
    </div>
  );
}
