/** What Slack's short error words mean to the person who clicked. */
const meanings: Record<string, string> = {
  dispatch_failed: 'The app could not be reached.',
  dispatch_unknown_error: 'The app answered with an error.',
  operation_timeout: 'The app did not answer within 3 seconds.',
  app_missing_action_url: 'The app has no address for this action.',
  channel_not_found: 'You are not in this conversation.',
  not_in_channel: 'You are not in this conversation.',
  not_installed: 'The app is not installed in your workspace.',
  view_not_found: 'This window is no longer open.',
  message_not_found: 'This message is no longer there.',
  element_not_found: 'This button is no longer there.',
  sandbox_unreachable: 'The sandbox does not answer; is it still running?',
};

/** A sentence for a toast, always with Slack's own word in it, so that it can be looked up. */
export function errorSentence(error: string | undefined): string {
  const word = error ?? 'unknown_error';
  const meaning = meanings[word];
  return meaning ? `${meaning} (${word})` : `That did not work: ${word}`;
}
