import { many } from './plural';

/** What viewers read and write: chat, polls, questions. */
export const chatWords = {
  chat: {
    title: 'Chat',
    list: 'Messages. Arrow keys move through them, R replies.',
    empty: 'Nobody has said anything yet. Be the first.',
    yourName: 'Your name in chat',
    namePlaceholder: 'Pick a name',
    join: 'Join',
    joining: 'Joining…',
    nameHint: 'Pick a name to chat. Watching needs none.',
    asName: (name: string) => `Chatting as ${name}`,
    changeName: 'Change name',
    message: 'Message',
    placeholder: 'Say something',
    placeholderAs: (name: string) => `Say something as ${name}`,
    send: 'Send',
    sendWait: (seconds: number) => `You can send again in ${seconds} s`,
    reply: 'Reply',
    replyTo: (name: string) => `Replying to ${name}`,
    replyGone: 'a message that was removed',
    cancelReply: 'Cancel reply',
    staff: 'Staff',
    you: 'You',
    held: 'Only you can see this. A moderator will look at it.',
    refused: (why: string) =>
      why
        ? `Not shown. A moderator says: ${why}`
        : 'Only you can see this. A moderator decided not to show it.',
    removed: 'Message removed',
    newMessages: (n: number) => (n > 99 ? '99+ new messages' : `${n} new ${many(n, 'message', 'messages')}`),
    said: (name: string, text: string) => `${name}: ${text}`,
    saidMany: (n: number, name: string, text: string) => `${n} new messages. Last, ${name}: ${text}`,
    hide: 'Hide this message for everybody',
    sampled: 'So much is being said that you see a part of it.',
    closed: 'Chat is closed.',
    signedOut: 'Your name was given back while you were away. Pick one again to chat.',
    refusal: (code: number, sentence: string, seconds: number): string => {
      switch (code) {
        case 4003:
          return seconds > 0
            ? `A little too fast. You can send again in ${seconds} s.`
            : 'You can send again now.';
        case 4029:
          return 'The chat is very full right now. Try again in a moment.';
        case 103:
          return sentence || 'You may not write here.';
        case 1:
        case 2:
        case 3:
        case 0:
          return 'Your message was not sent: the connection was lost. It is still here.';
        default:
          return sentence || 'Your message was not accepted.';
      }
    },
    refusalHint: 'Change it and send again; nobody has seen it.',
    failed: 'Your message was not sent. It is still here; try again.',
    tooLong: (n: number) => `${n} ${many(n, 'character', 'characters')} too many`,
  },

  audience: {
    announcement: 'Announcement',
    pinned: 'Pinned',
    putAway: 'Put away',
    votes: (n: number, shown: string) => `${shown} ${many(n, 'vote', 'votes')}`,
    vote: 'Vote',
    pollOver: 'the result stands',
    nameToVote: 'pick a name to vote',
    changeVote: 'you can change your vote',
    foldPoll: 'Fold the poll away',
    unfoldPoll: 'Vote: show the poll',
    questions: 'Questions to the show',
    questionsCount: (n: number) =>
      n === 0 ? 'Questions to the show' : `Questions to the show: ${n} on the list`,
    noQuestions: 'No question is on the list. Ask the first; staff reads it before anybody else.',
    upvote: (n: number, text: string) => `Vote up, ${n} so far: ${text}`,
    ask: 'Your question to the show',
    askPlaceholder: 'Ask the show',
    askSend: 'Ask',
    askHint: 'Staff reads it first.',
    asked: 'Asked. It is on the list as soon as staff lets it in.',
    nameToAsk: 'Pick a name to ask and to vote.',
    backToChat: 'Back to the chat',
    react: 'Reactions',
    reactWith: (reaction: string) => `React with ${reaction}`,
    emoji: 'Emoji',
    searchEmoji: 'Search emoji',
    emojiGroups: 'Groups of emoji',
    emotes: 'Emotes of this show',
    groups: {
      0: 'Smileys',
      1: 'People',
      3: 'Animals and nature',
      4: 'Food and drink',
      5: 'Travel and places',
      6: 'Activities',
      7: 'Objects',
      8: 'Symbols',
      9: 'Flags',
    } as Record<number, string>,
    groupFaces: {
      0: '😀',
      1: '👋',
      3: '🐱',
      4: '🍎',
      5: '🏠️',
      6: '⚽',
      7: '📝',
      8: '⛔️',
      9: '🏁',
    } as Record<number, string>,
    mention: 'People to mention',
    whisper: (by: string) => `${by}, only for you:`,
    gotIt: 'Got it',
    inStep: 'Chat in step with the picture',
    inStepWhy: 'Chat in step with the picture: no message before the picture it was said to',
    appeal: 'Ask to be let back in',
    appealLabel: 'What should the moderators know?',
    appealSend: 'Send to the moderators',
    appealSent: 'Sent. A moderator will look at it.',
    mode: (modes: {
      readonly slowSeconds: number;
      readonly minAgeSeconds: number;
      readonly delaySeconds: number;
      readonly buyersOnly: boolean;
      readonly emoteOnly: boolean;
      readonly unique: boolean;
    }): string =>
      [
        modes.slowSeconds > 0 ? `One message each ${modes.slowSeconds} s` : '',
        modes.minAgeSeconds > 0 ? `for those here ${Math.ceil(modes.minAgeSeconds / 60)} min or longer` : '',
        modes.buyersOnly ? 'only those who bought may write' : '',
        modes.emoteOnly ? 'emoji only' : '',
        modes.unique ? 'no repeats' : '',
        modes.delaySeconds > 0 ? `shown after ${modes.delaySeconds} s` : '',
      ]
        .filter(Boolean)
        .join(' · '),
  },
};
