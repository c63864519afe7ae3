/** What happened in a cluster between two times: made anew for each question, always the same. */
import { auditEvents, type Call, type Happened } from './audit-event.ts';
import { everyday } from './noise.ts';
import { randomFor } from './random.ts';
import type { Scene } from './scene.ts';
import { plannedFor } from './schedule.ts';
import { type StoryName, stories } from './stories/index.ts';
import { hour, minute, second, type Told } from './story.ts';

const day = 24 * hour;
/** The past reaches so far back; before its last day only every tenth minute has something. */
const past = 14 * day;
/** No story tells of more before its beginning, or after. */
const longestLead = 7 * hour;
const longestStory = 9 * hour;

export interface Timeline {
  /** Happens in [from, until), in milliseconds. In no order. */
  events(scene: Scene, from: number, until: number): Iterable<Happened>;
  /** Of stories alone. */
  told(scene: Scene, from: number, until: number): Told[];
  /** A story happens now, or at the time named. */
  tell(scene: Scene, story: StoryName, at: number): void;
}

export function createTimeline({ startedAt }: { startedAt: number }): Timeline {
  const asked: { id: string; story: StoryName; at: number }[] = [];

  function* everydayCalls(scene: Scene, from: number, until: number): Iterable<Call> {
    const begin = Math.max(from, startedAt - past);
    for (let slot = Math.floor(begin / minute); slot * minute < until; slot++) {
      const isOld = slot * minute < startedAt - day;
      if (isOld && slot % 10 !== 0) continue;
      const random = randomFor(scene.id, slot);
      const at = slot * minute + random.below(minute);
      if (at >= begin && at < until) yield everyday(scene, at, random);
    }
  }

  /** When which story begins: so much around the window that nothing of it is missed. */
  function* beginnings(scene: Scene, from: number, until: number) {
    const [earliest, latest] = [from - longestStory, until + longestLead];
    for (const { story, after, every } of plannedFor(scene)) {
      const first = startedAt + after;
      if (!every) {
        if (first >= earliest && first < latest) yield { story, at: first };
        continue;
      }
      const skipped = Math.max(0, Math.ceil((earliest - first) / every));
      for (let at = first + skipped * every; at < latest; at += every) yield { story, at };
    }
    for (const { id, story, at } of asked)
      if (id === scene.id && at >= earliest && at < latest) yield { story, at };
  }

  return {
    told: (scene, from, until) =>
      [...beginnings(scene, from, until)].map(({ story, at }) => stories[story].tell(at, scene)),
    *events(scene, from, until) {
      for (const call of everydayCalls(scene, from - second, until))
        yield* within(auditEvents(asSeen(call, scene), randomFor(scene.id, call.at)), from, until);
      for (const { story, at } of beginnings(scene, from, until))
        for (const [index, call] of stories[story].tell(at, scene).calls.entries())
          if (call.at >= from - second && call.at < until)
            yield* within(
              auditEvents(asSeen(call, scene), randomFor(scene.id, story, at, index)),
              from,
              until,
            );
    },
    tell(scene, story, at) {
      asked.push({ id: scene.id, story, at });
    },
  };
}

/** Whoever sits in the office comes to a private cluster by its network. */
function asSeen(call: Call, { isPrivate }: Scene): Call {
  const { actor } = call;
  if (!isPrivate || !/^(?:192\.0\.2|198\.51\.100|203\.0\.113)\./.test(actor.ip)) return call;
  return { ...call, actor: { ...actor, ip: `10.30.0.${actor.ip.split('.').at(-1)}` } };
}

const within = (events: readonly Happened[], from: number, until: number) =>
  events.filter(({ at }) => at >= from && at < until);
