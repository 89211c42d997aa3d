import { count } from './format';

/** The pages around the picture. */
export const pageWords = {
  brand: 'Vitrine',

  stage: {
    beforeTitle: 'The show has not begun',
    before: 'It starts here by itself. You can look around and say hello in the meantime.',
    soonTitle: 'Nearly there',
    soon: 'The show is live and the picture is on its way.',
    graceTitle: '',
    grace: 'The camera lost its connection for a moment. The picture comes back by itself.',
    slateTitle: 'Back in a moment',
    slate: 'The camera is away. You are still connected; the picture returns by itself, and chat stays open.',
    endedTitle: 'The show is over',
    ended: 'Thank you for being here. What was shown is still on the shelf.',
  },

  page: {
    live: 'Live',
    offline: 'Off air',
    away: 'Back soon',
    soon: 'Soon',
    ended: 'Ended',
    replay: 'Replay',
    watching: (n: number) => `${count(n)} watching`,
    light: 'Use light colours',
    dark: 'Use dark colours',
    toChat: 'Skip to chat',
    reconnecting: 'Connection lost. Trying again…',
    full: (place: number) =>
      `So many are here that you wait for a moment${place > 0 ? `: number ${count(place)} in the line` : ''}. You come in by yourself.`,
    lostEvent: 'There is no such event',
    lostEventWhy: (event: string) =>
      `This server has no event “${event}”. The address may be mistyped, or the event was removed.`,
    noEventTitle: 'Which event?',
    noEvent: 'The address needs an event at its end, like /watch/demo.',
    unreachable: 'The server does not answer',
    unreachableWhy: 'This page tries again by itself. If it lasts, check your connection.',
    tryAgain: 'Try again',
    toDemo: 'Watch the demo event',
    failed: 'This page could not be opened',
  },

  login: {
    title: 'Log in',
    login: 'Login',
    password: 'Password',
    go: 'Log in',
    busy: 'Logging in…',
    oidc: 'Log in through your organisation',
    token: 'With the owner token instead:',
  },
};
