export function Spinner({ label = 'Waiting for the app' }: { label?: string }) {
  return <span className="spinner" role="status" aria-label={label} />;
}
