import { type ImageReference, parseImage } from '../../image-reference.ts';
import type { Look } from '../../look.ts';
import type { ContainerAt, PodAt } from '../pod/_containers.ts';
import { eachContainer, type Question } from '../pod/_question.ts';

/** What is wrong with the images of a workload, whatever system it runs on. */
export function eachImage(
  isWrong: (image: ImageReference | undefined, at: ContainerAt, look: Look) => boolean,
): Question {
  return {
    os: 'any',
    ask: eachContainer((at: ContainerAt, _pod: PodAt, look: Look) => {
      const { image } = at.container;
      return isWrong(parseImage(image), at, look)
        ? [{ path: `${at.path}.image`, value: image }]
        : [];
    }),
  };
}
