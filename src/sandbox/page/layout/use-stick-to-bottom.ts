import { useEffect, useLayoutEffect, useRef, useState } from 'react';

/** How far from the end still counts as "reading the newest". */
const nearPx = 60;

/**
 * Keeps a list at its end while it grows, unless the reader has scrolled up; then `hasMore` says
 * that something newer has arrived below.
 */
export function useStickToBottom(newest: string | undefined) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const [hasMore, setMore] = useState(false);

  function toBottom() {
    const element = box.current;
    if (element) element.scrollTop = element.scrollHeight;
    setMore(false);
  }

  useEffect(() => {
    const element = box.current;
    if (!element || !content.current) return;
    function look() {
      if (!element) return;
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx;
      if (isAtEnd.current) setMore(false);
    }
    element.addEventListener('scroll', look, { passive: true });
    // Charts, pictures and tables grow after the message is there.
    const growth = new ResizeObserver(() => {
      if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    });
    growth.observe(content.current);
    growth.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      growth.disconnect();
    };
  }, []);

  useLayoutEffect(() => {
    if (newest === undefined) return;
    const element = box.current;
    if (!element) return;
    if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    else setMore(true);
  }, [newest]);

  return { box, content, hasMore, toBottom };
}
