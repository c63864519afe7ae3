import type { CSSProperties } from 'react';
import { useLayoutEffect, useRef, useState } from 'react';

const wantedHeight = 280;

/** Places a popup at its anchor, over everything that scrolls or clips; above it if there is more room. */
export function useFloating(isOpen: boolean) {
  const anchor = useRef<HTMLDivElement>(null);
  const [style, setStyle] = useState<CSSProperties>({});

  useLayoutEffect(() => {
    if (!isOpen) return;
    function place() {
      const box = anchor.current?.getBoundingClientRect();
      if (!box) return;
      const below = window.innerHeight - box.bottom - 12;
      const isAbove = below < wantedHeight && box.top > below;
      const width = Math.max(box.width, Math.min(280, window.innerWidth - 24));
      setStyle({
        left: Math.max(8, Math.min(box.left, window.innerWidth - width - 12)),
        width,
        maxHeight: Math.min(wantedHeight, isAbove ? box.top - 12 : below),
        ...(isAbove ? { bottom: window.innerHeight - box.top + 4 } : { top: box.bottom + 4 }),
      });
    }
    place();
    // In the capture phase, because the scrolling of an inner box does not bubble.
    window.addEventListener('scroll', place, true);
    window.addEventListener('resize', place);
    return () => {
      window.removeEventListener('scroll', place, true);
      window.removeEventListener('resize', place);
    };
  }, [isOpen]);

  return { anchor, style };
}
