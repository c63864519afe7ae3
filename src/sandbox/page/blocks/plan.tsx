import type { PlanBlock, TaskCardBlock } from '@slack/types';
import { Spinner } from '../elements/spinner.tsx';
import { Icon } from '../layout/icons.tsx';
import { Link } from '../text/links.tsx';
import { RichText } from '../text/rich-text.tsx';

const statuses = {
  pending: { icon: 'circle', word: 'Waiting' },
  in_progress: { icon: 'circle', word: 'Under way' },
  complete: { icon: 'check', word: 'Done' },
  error: { icon: 'close', word: 'Failed' },
} as const;

export function Plan({ block }: { block: PlanBlock }) {
  const tasks = (block.tasks ?? []) as TaskCardBlock[];
  const done = tasks.filter((task) => task.status === 'complete').length;
  return (
    <section className="plan" aria-label={block.title}>
      <div className="plan__title">
        {block.title}
        <span className="plan__count">
          {done} of {tasks.length} done
        </span>
      </div>
      <div className="plan__tasks">
        {tasks.map((task) => (
          <TaskCard key={task.task_id} block={task} />
        ))}
      </div>
    </section>
  );
}

export function TaskCard({ block }: { block: TaskCardBlock }) {
  const { title, status, details, output, sources } = block;
  const { icon, word } = statuses[status] ?? statuses.pending;
  return (
    <div className={`task task--${status}`}>
      <span className="task__sign" aria-hidden="true">
        {status === 'in_progress' ? <Spinner /> : <Icon name={icon} />}
      </span>
      <div className="task__words">
        <span className="task__title">{title}</span>
        <span className="sr-only">: {word}</span>
        {details && <RichText block={details} />}
        {output && <RichText block={output} />}
        {sources?.map((source) => (
          <Link key={source.url} url={source.url}>
            {source.text}
          </Link>
        ))}
      </div>
    </div>
  );
}
