/** The modes of a chat; 0 and false are off. */
export interface Modes {
  readonly slowSeconds: number;
  readonly minAgeSeconds: number;
  readonly delaySeconds: number;
  readonly buyersOnly: boolean;
  readonly emoteOnly: boolean;
  readonly unique: boolean;
  readonly linksHeld: boolean;
}

export const NO_MODES: Modes = {
  slowSeconds: 0,
  minAgeSeconds: 0,
  delaySeconds: 0,
  buyersOnly: false,
  emoteOnly: false,
  unique: false,
  linksHeld: false,
};
