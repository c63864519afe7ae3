import type { ReactNode } from 'react';

/** A link that leaves the page; addresses of other kinds (`javascript:`) are shown, not followed. */
export function Link({ url, children }: { url: string; children: ReactNode }) {
  if (!/^(https?:|mailto:)/i.test(url)) return <span title={url}>{children}</span>;
  return (
    <a className="link" href={url} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}
