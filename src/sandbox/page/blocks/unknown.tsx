/** Something that the page cannot draw is shown as such, never left out in silence. */
export function Unknown({ what, type }: { what: 'block' | 'element'; type: string }) {
  return (
    <div className="unknown" role="note">
      This page cannot show the {what} <code className="code">{type}</code> yet.
    </div>
  );
}
