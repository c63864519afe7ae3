/** What operators decide about changes. */
export interface RemediationSettings {
  /**
   * The shortest prefix that may be added to an authorized list. 16 admits 65,536 addresses,
   * the largest block that one organisation commonly owns; anything wider admits strangers.
   */
  widestPrefix: number;
  /** Addresses or ranges from which Drawbridge itself reaches API servers; never taken out of a list. */
  ownEgress: string[];
  /** How long a timed opening may last, in minutes. */
  longestOpeningMinutes: number;
}

export const defaultRemediationSettings: RemediationSettings = {
  widestPrefix: 16,
  ownEgress: [],
  longestOpeningMinutes: 7 * 24 * 60,
};
