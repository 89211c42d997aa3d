import { chatWords } from './chat';
import { consoleWords } from './console';
import { deskWords } from './desk';
import { healthWords } from './health';
import { moderationWords } from './moderation';
import { offersWords } from './offers';
import { pageWords } from './page';
import { playerWords } from './player';
import { profileWords } from './profile';

/**
 * Every sentence a person reads, in one table, ready to be translated; a file for each part of the house. Plain and
 * short: what happened, what it means, what to do.
 */
export const words = {
  ...playerWords,
  ...pageWords,
  ...chatWords,
  ...offersWords,
  ...moderationWords,
  ...deskWords,
  ...healthWords,
  ...profileWords,
  ...consoleWords,
};
