/**
 * How long it takes to judge a cluster, next to the least that anybody must do with it: parsing its
 * JSON. A ratio within one run, so that machines compare. Fails when judging costs more than
 * `mostTimes` times as much.
 *
 *     node bench/evaluate.ts
 */
import { checks } from '../src/posture/checks/index.generated.ts';
import { defaultPostureConfig } from '../src/posture/config.ts';
import { evaluate } from '../src/posture/evaluate.ts';
import { goodPlanes, snapshotOf } from '../test/posture/support/planes.ts';

const rounds = 2_000;
const samples = 7;
/** A check may cost this part of parsing the cluster's JSON once. */
const mostPerCheck = 0.6;
const mostTimes = mostPerCheck * checks.length;

const snapshot = snapshotOf(goodPlanes());
const text = JSON.stringify(snapshot);

function millisecondsPerRound(work: () => unknown): number {
  const measured = Array.from({ length: samples }, () => {
    const start = performance.now();
    for (let round = 0; round < rounds; round++) work();
    return (performance.now() - start) / rounds;
  });
  return Math.min(...measured);
}

const parsing = millisecondsPerRound(() => JSON.parse(text));
const judging = millisecondsPerRound(() => evaluate(snapshot, checks, defaultPostureConfig));
const times = judging / parsing;

console.log(`parsing one cluster   ${parsing.toFixed(3)} ms (${text.length} characters)`);
console.log(`judging one cluster   ${judging.toFixed(3)} ms (${checks.length} checks)`);
console.log(
  `ratio                 ${times.toFixed(1)} (at most ${mostTimes.toFixed(0)}: ${mostPerCheck} a check)`,
);
console.log(`a fleet of 1,000      ${(judging * 1000).toFixed(0)} ms`);
if (times > mostTimes) process.exitCode = 1;
