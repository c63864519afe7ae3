import { useWorkspace } from '../state/workspace.ts';
import { Icon } from './icons.tsx';
import { PersonSwitch } from './person-switch.tsx';

interface TopBarProps {
  onSwitch: (as: string) => void;
  onTheme: (theme: 'light' | 'dark') => void;
  /** Set where the sidebar is a drawer. */
  onMenu?: () => void;
}

export function TopBar({ onSwitch, onTheme, onMenu }: TopBarProps) {
  const { state, theme } = useWorkspace();
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <header className="top-bar">
      {onMenu && (
        <button
          type="button"
          className="icon-button icon-button--bar"
          aria-label="Show the channels"
          onClick={onMenu}
        >
          <Icon name="menu" />
        </button>
      )}
      <div className="top-bar__team">
        <span className="team-mark" aria-hidden="true">
          {state.team.name[0]}
        </span>
        <span className="top-bar__name">{state.team.name}</span>
        <span
          className="top-bar__tag"
          title="A pretend Slack with a pretend fleet. Nothing here is real."
        >
          sandbox
        </span>
      </div>
      <div className="top-bar__tools">
        <PersonSwitch onSwitch={onSwitch} />
        <button
          type="button"
          className="icon-button icon-button--bar"
          aria-label={`Use the ${other} theme`}
          title={`Use the ${other} theme`}
          onClick={() => onTheme(other)}
        >
          <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
        </button>
      </div>
    </header>
  );
}
