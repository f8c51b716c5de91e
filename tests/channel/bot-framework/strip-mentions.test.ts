import { describe, expect, it } from 'vitest';
import { readChannelData } from '../../../src/channel/bot-framework/channel-data.ts';
import { parseActivity } from '../../../src/channel/bot-framework/incoming-activity.ts';
import { stripMentions } from '../../../src/channel/bot-framework/strip-mentions.ts';
import { slackMessage, TEAMS_BOT, teamsMessage } from './activities.ts';

const ofBot = (text = '<at>Kefu</at>') => ({ type: 'mention', mentioned: { id: TEAMS_BOT, name: 'Kefu' }, text });
const strip = (body: unknown): string => {
  const activity = parseActivity(body);
  return stripMentions(activity, readChannelData(activity));
};

describe('mentions of the bot', () => {
  it.each<[string, string | undefined, readonly unknown[], string]>([
    ['at the begin', '<at>Kefu</at> hello', [ofBot()], 'hello'],
    ['in each place, with one entity', '<at>Kefu</at> a <at>Kefu</at> b', [ofBot()], 'a b'],
    ['between words', 'one<at>Kefu</at>two', [ofBot()], 'one two'],
    ['under another name', '<at>客服</at> 你好', [ofBot('<at>客服</at>')], '你好'],
    ['without a text', undefined, [ofBot()], ''],
    ['that only look like one', '<at>Kefu</at> hello', [], '<at>Kefu</at> hello'],
    [
      'beside entities of any shape',
      'a  b',
      [null, 3, { type: 'mention' }, { type: 'mention', mentioned: 4, text: 'a' }],
      'a  b',
    ],
  ])('in Teams: %s', (_case, text, entities, expected) => {
    expect(strip(teamsMessage('https://smba.example/', { text, entities }))).toBe(expected);
  });

  it('keeps the lines of a message', () => {
    expect(strip(teamsMessage('https://smba.example/', { text: '<at>Kefu</at> one\ntwo', entities: [ofBot()] }))).toBe(
      'one\ntwo',
    );
  });

  const slack = (text: string, event = {}, more = {}): string =>
    strip({ ...slackMessage('https://slack.example/', {}, event), text, ...more });

  it.each<[string, string, object, string]>([
    ['by the user that Slack names', '<@U0KEFU> hi', {}, 'hi'],
    ['with its name beside the id', 'hi <@U0KEFU|kefu>', {}, 'hi'],
    ['of other people not', '<@U0LI> hi', {}, '<@U0LI> hi'],
  ])('in Slack: %s', (_case, text, event, expected) => {
    expect(slack(text, event)).toBe(expected);
  });

  it('in Slack: without authorizations, the first words of an app_mention', () => {
    const channelData = { SlackMessage: { event: { type: 'app_mention' } } };
    expect(slack('<@U0ANY> hi <@U0LI>', {}, { channelData })).toBe('hi <@U0LI>');
    expect(slack('<@U0ANY> hi', {}, { channelData: { SlackMessage: { event: { type: 'message' } } } })).toBe('<@U0ANY> hi');
  });
});
