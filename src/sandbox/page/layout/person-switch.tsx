import { useWorkspace } from '../state/workspace.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icons.tsx';
import { Menu } from './menu.tsx';

/** Whose eyes the page looks through. A real workspace has a login here. */
export function PersonSwitch({ onSwitch }: { onSwitch: (as: string) => void }) {
  const { state } = useWorkspace();
  const { me, people, groups } = state;
  const groupsOf = (id: string) =>
    groups.filter((group) => group.members.includes(id)).map(({ handle }) => `@${handle}`);
  return (
    <Menu
      label={`You are ${me.name}. Switch person`}
      className="person-switch"
      align="end"
      heading={<div className="popup__heading">Look at the workspace as</div>}
      trigger={
        <>
          <Avatar person={me} size="small" />
          <span className="person-switch__words">
            <span className="person-switch__you">You are </span>
            <strong>{me.name}</strong>
            <span className="person-switch__title"> · {me.title}</span>
          </span>
          <Icon name="chevron" />
        </>
      }
      items={people
        .filter((person) => !person.isBot)
        .map((person) => ({
          key: person.id,
          checked: person.id === me.id,
          onPick: () => onSwitch(person.id),
          content: (
            <>
              <Avatar person={person} />
              <span className="person-switch__person">
                <strong>{person.name}</strong>
                <span className="popup__description">
                  {[person.title, ...groupsOf(person.id)].join(' · ')}
                </span>
              </span>
              {person.id === me.id && <Icon name="check" />}
            </>
          ),
        }))}
    />
  );
}
