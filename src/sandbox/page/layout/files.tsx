import { useEffect, useState } from 'react';
import type { Message } from '../../slack/protocol.ts';
import { Icon } from './icons.tsx';

type File = NonNullable<Message['files']>[number];

const previewLines = 8;
const largestPreview = 200_000;

export function Files({ files }: { files: File[] }) {
  return (
    <ul className="files">
      {files.map((file) => (
        <li key={file.id} className="file">
          <a
            className="file__head"
            href={file.url}
            target="_blank"
            rel="noreferrer"
            download={file.name}
          >
            <span className="file__icon">
              <Icon name="file" />
            </span>
            <span className="file__words">
              <strong>{file.name}</strong>
              <span className="file__size">
                {kindOf(file)} · {sizeWords(file.size)}
              </span>
            </span>
          </a>
          {file.mimetype.startsWith('image/') && (
            <img className="file__image" src={file.url} alt={file.name} />
          )}
          {isText(file) && <Preview file={file} />}
        </li>
      ))}
    </ul>
  );
}

/** The first lines of a text file, as Slack shows a snippet. */
function Preview({ file }: { file: File }) {
  const [text, setText] = useState<string>();

  useEffect(() => {
    const stop = new AbortController();
    fetch(file.url, { signal: stop.signal })
      .then(async (response) => {
        if (response.ok) setText(await response.text());
      })
      .catch(() => {
        // The file can still be downloaded; a preview is a courtesy.
      });
    return () => stop.abort();
  }, [file.url]);

  if (text === undefined) return null;
  const lines = text.trimEnd().split('\n');
  return (
    <pre className="pre file__preview">
      {lines.slice(0, previewLines).join('\n')}
      {lines.length > previewLines && (
        <span className="file__rest">{`\n… ${lines.length - previewLines} more lines`}</span>
      )}
    </pre>
  );
}

const textTypes = /^text\/(?!html)|json|yaml|xml/;
const textNames = /\.(bicep|csv|json|kql|log|md|sarif|tf|txt|ya?ml)$/i;

function isText({ name, mimetype, size }: File): boolean {
  return size <= largestPreview && (textTypes.test(mimetype) || textNames.test(name));
}

/** "BICEP": what people call it says more than its media type. */
function kindOf({ name, mimetype }: File): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toUpperCase() : mimetype;
}

function sizeWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000
    ? `${Math.round(bytes / 1_000)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
