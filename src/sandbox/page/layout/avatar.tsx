import type { Person } from '../../slack/protocol.ts';
import logo from '../drawbridge.svg';

/** White letters are readable on each of these. */
const colours = [
  '#9c3d7c',
  '#1d6fa5',
  '#2f7d4f',
  '#a8521c',
  '#5a4fb0',
  '#8a2f3c',
  '#0f766e',
  '#6b5b1e',
];

export function Avatar({
  person,
  size = 'normal',
}: {
  person?: Person;
  size?: 'small' | 'normal' | 'large';
}) {
  const className = `avatar avatar--${size}`;
  if (person?.isBot) return <img className={className} src={logo} alt="" />;
  const name = person?.name ?? '?';
  const sum = [...name].reduce((hash, letter) => (hash * 29 + letter.charCodeAt(0)) % 997, 0);
  const letters = name
    .split(/\s+/)
    .map((word) => word[0])
    .slice(0, 2)
    .join('');
  return (
    <span
      className={className}
      style={{ background: colours[sum % colours.length] }}
      aria-hidden="true"
    >
      {letters}
    </span>
  );
}
