import { z } from 'zod';
import { duration } from '../../config/duration.ts';
import { coverKinds } from '../../forbidden/alerts/cover.ts';
import type { MutePreview } from '../../forbidden/alerts/mute-preview.ts';
import type { CommandContext } from '../context.ts';
import { defineModal, type SubmissionResult } from '../define-modal.ts';
import { escapeMrkdwn } from '../escape.ts';
import { mayMute } from '../mute.ts';
import { type FoundSubject, findSubject, type Muted, mutedSchema } from '../mute-subject.ts';
import { coverInWords } from '../views/mute-text.ts';
import { severityWords } from '../views/posture-words.ts';
import { muteForm, oneLine, previewDays } from './mute-form.ts';

const dayMs = 86_400_000;

const input = z.object({
  muted: mutedSchema,
  title: z.string(),
  longestMs: z.number(),
  /** Calls that a report saw, which need not be of an alert. */
  reported: z.number().nullable(),
  choices: z.array(z.object({ kind: z.enum(coverKinds), words: z.string() })).min(1),
  /** Of the choice that is made at the moment. */
  preview: z.object({
    kind: z.enum(coverKinds),
    alerts: z.number(),
    calls: z.number(),
    days: z.array(z.object({ day: z.string(), alerts: z.number(), calls: z.number() })),
    examples: z.array(z.string()),
    graveAt: z.string().nullable(),
    knownSince: z.string().nullable(),
    /** Whether that is long enough ago. */
    isWhole: z.boolean(),
  }),
});

export type MuteForm = z.output<typeof input>;

const gone = 'I do not know this any more. Ask again for something fresh.';

/** What is muted, for how long and why; and what that would have hidden. */
export const modal = defineModal({
  callbackId: 'mute',
  input,
  open: (form) => ({ title: 'Mute', submit: 'Mute', blocks: muteForm(form) }),
  async change({ input: form, values, deps }) {
    const kind = coverKinds.find((one) => one === values.cover);
    if (!kind || kind === form.preview.kind) return null;
    const found = await findSubject(deps, form.muted);
    const preview = found && (await deps.alerts.previewMute({ ...found.subject, kind }));
    return preview ? { ...form, preview: shown(preview, deps.now()) } : null;
  },
  async submit({ input: { muted }, values, ...context }): Promise<SubmissionResult> {
    const { deps, person } = context;
    const kind = coverKinds.find((one) => one === values.cover);
    if (!kind) return { kind: 'errors', errors: { cover: 'Choose what it covers.' } };
    const reason = String(values.reason ?? '').trim();
    if (reason === '') return { kind: 'errors', errors: { reason: 'Say why, in a few words.' } };
    const forMs = duration(String(values.duration ?? ''));
    if (forMs === undefined)
      return { kind: 'errors', errors: { duration: 'Choose for how long.' } };
    const found = await findSubject(deps, muted);
    const preview = found && (await deps.alerts.previewMute({ ...found.subject, kind }));
    if (!found || !preview) return { kind: 'done', after: () => context.answer(gone) };
    // The form stays open, so that another choice can be made.
    const refusal = await mayMute(context, found, preview);
    if (refusal) return { kind: 'errors', errors: { cover: refusal } };
    const wish = { ...found.subject, person, kind, reason, forMs };
    const { message } = await deps.alerts.mute(wish);
    return { kind: 'done', after: () => context.answer(escapeMrkdwn(message)) };
  },
});

/** What the form is opened with: the narrowest choice made. Null where what is to be muted is gone. */
export async function muteInput(
  { alerts, now }: Pick<CommandContext['deps'], 'alerts' | 'now'>,
  { muted, found }: { muted: Muted; found: FoundSubject },
): Promise<z.input<typeof input> | null> {
  const previews = await alerts.previewMutes(found.subject);
  const [narrowest] = previews ?? [];
  if (!previews || !narrowest) return null;
  return {
    muted,
    title: oneLine(found.title, 150),
    longestMs: alerts.config.longestMute,
    reported: found.reported,
    choices: previews.map(({ kind, cover, clusterId }) => ({
      kind,
      // The names of callers are long, and what tells choices apart comes after them.
      words: oneLine(
        `${clusterId === null ? 'On every cluster: ' : ''}${coverInWords(cover, 30)}`,
        100,
      ),
    })),
    preview: shown(narrowest, now()),
  };
}

/** As much of a preview as a form can carry. */
function shown(
  { kind, alerts, calls, days, examples, graveAt, knownSince }: MutePreview,
  now: Date,
) {
  const begin = now.getTime() - previewDays * dayMs;
  return {
    ...{ kind, alerts, calls, days, graveAt, knownSince },
    isWhole: knownSince !== null && Date.parse(knownSince) <= begin,
    examples: examples.slice(0, 3).map((each) => {
      const where = each.clusterId.split('/').at(-1) ?? each.clusterId;
      return oneLine(
        `${severityWords[each.severity]}: ${coverInWords({ ...each, addresses: [], agents: [], detection: '' }, 40)}, ${where}`,
        130,
      );
    }),
  };
}
