import type { Overflow } from '@slack/types';
import { Icon } from '../layout/icons.tsx';
import { Menu } from '../layout/menu.tsx';
import { Text } from '../text/text-object.tsx';
import { Spinner } from './spinner.tsx';
import type { ElementProps } from './use-element.ts';
import { useElement } from './use-element.ts';

export function OverflowElement(props: ElementProps<Overflow>) {
  const { element } = props;
  const { click, isBusy, isWaiting } = useElement(props);
  return (
    <Menu
      label="More actions"
      className="button button--icon"
      disabled={isWaiting}
      trigger={isBusy ? <Spinner /> : <Icon name="more" />}
      items={element.options.map((option) => ({
        key: option.value ?? option.text.text,
        content: <Text of={option.text} />,
        onPick: () => {
          const url = 'url' in option ? option.url : undefined;
          if (url) window.open(url, '_blank', 'noreferrer');
          void click({ selected_option: option });
        },
      }))}
    />
  );
}
