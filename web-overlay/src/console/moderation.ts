import { ApiProblem } from '../net/api';
import { type Modes, NO_MODES } from '../room/modes';
import { Observable } from '../room/observable';
import type { Desk } from './desk';

export type { Modes };

export interface Shield {
  readonly on: boolean;
  readonly auto?: boolean;
  readonly until?: string;
  readonly reason?: string;
}

export interface Sanction {
  readonly user: string;
  readonly name: string;
  readonly kind: 'timeout' | 'ban' | 'shadow';
  readonly until?: string;
  readonly reason: string;
  readonly by: string;
  readonly decision: number;
}

export interface Appeal {
  readonly appeal: string | number;
  readonly at: string;
  readonly user: string;
  readonly name: string;
  readonly text: string;
  readonly decision?: number;
  readonly state?: 'open' | 'accepted' | 'rejected';
}

export interface Proposal {
  readonly proposal: string | number;
  readonly action: 'timeout' | 'ban';
  readonly users: readonly (string | { readonly user: string; readonly name: string })[];
  readonly seconds?: number;
  readonly reason: string;
  readonly by?: string;
  readonly expiresAt?: string;
}

export interface Decision {
  readonly decision: number;
  readonly at: string;
  readonly what: string;
  readonly by: string;
  readonly user?: string;
  readonly name?: string;
  readonly until?: string;
  readonly reason?: string;
  readonly undone?: boolean;
  readonly auto?: boolean;
}

export interface Card {
  readonly user: string;
  readonly name: string;
  readonly firstSeenAt?: string;
  readonly buyer?: boolean;
  readonly points?: number;
  readonly step?: number;
  readonly sanction?: Sanction;
  readonly messages: readonly {
    readonly seq: number;
    readonly at: string;
    readonly text: string;
    readonly state: string;
    readonly rule?: string;
  }[];
  readonly decisions: readonly Decision[];
  readonly notes: readonly { readonly at: string; readonly by: string; readonly text: string }[];
}

interface State {
  modes?: Partial<Modes>;
  shield?: Shield;
  sanctions?: Sanction[];
  appeals?: Appeal[];
  proposals?: Proposal[];
}

const READ_AFTER_MS = 80; // a burst of decisions is one look

/** What moderators have set and decided for this event, kept current: read anew whenever a record tells of a change. */
export class Moderation extends Observable {
  /** False while no plugin answers for modes, shield and sanctions. */
  there = false;
  modes: Modes = NO_MODES;
  shield: Shield = { on: false };
  sanctions: readonly Sanction[] = [];
  appeals: readonly Appeal[] = [];
  proposals: readonly Proposal[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  readonly #stops: (() => void)[];

  constructor(readonly desk: Desk) {
    super();
    this.#stops = [
      desk.room.onSnapshot(({ channel, data }) => {
        if (channel === 'mod' && data.moderation) {
          this.#take(data.moderation as State);
        } else if (channel === 'mod') {
          this.#soon();
        }
      }),
      desk.room.onRecord(({ record, from }) => {
        if (from !== 'history' && (record.type.startsWith('moderation.') || record.type === 'core.plugin')) {
          this.#soon();
        }
      }),
    ];
    this.#soon();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const stop of this.#stops) {
      stop();
    }
  }

  /** Sanction in force on a user. */
  sanctionOf(user: string): Sanction | undefined {
    return this.sanctions.find((one) => one.user === user && this.#inForce(one.until));
  }

  /** Whether the shield is up by the clock, not by a timer's record. */
  get shieldUp(): boolean {
    return this.shield.on && this.#inForce(this.shield.until);
  }

  /** Milliseconds until the shield comes down by itself; `undefined` when it does not. */
  get shieldLeftMs(): number | undefined {
    const { until } = this.shield;
    return until ? Math.max(0, Date.parse(until) - this.desk.room.server.nowMs()) : undefined;
  }

  #inForce(until: string | undefined): boolean {
    return !until || Date.parse(until) > this.desk.room.server.nowMs();
  }

  // what can be done; each answers whether it was

  setModes(modes: Partial<Modes>): Promise<number | undefined> {
    return this.#decide(() => this.desk.api.put(this.desk.path('moderation/modes'), modes));
  }

  setShield(on: boolean, minutes?: number): Promise<number | undefined> {
    return this.#decide(() =>
      this.desk.api.put(this.desk.path('moderation/shield'), { on, ...(minutes ? { minutes } : {}) }),
    );
  }

  timeOut(user: string, seconds: number, reason: string): Promise<number | undefined> {
    return this.#post('timeouts', { user, seconds, reason });
  }

  ban(user: string, reason: string, shadow = false): Promise<number | undefined> {
    return this.#post('bans', { user, reason, ...(shadow ? { shadow } : {}) });
  }

  unban(user: string, reason = ''): Promise<number | undefined> {
    return this.#post('unbans', { user, ...(reason ? { reason } : {}) });
  }

  note(user: string, text: string): Promise<number | undefined> {
    return this.#post('notes', { user, text });
  }

  allow(term: string): Promise<number | undefined> {
    return this.#post('allow', { term });
  }

  undo(decision: number, reason = ''): Promise<number | undefined> {
    return this.#post('undo', { decision, ...(reason ? { reason } : {}) });
  }

  decideAppeal(appeal: Appeal, action: 'accept' | 'reject', reason: string): Promise<number | undefined> {
    return this.#post(`appeals/${encodeURIComponent(appeal.appeal)}/decision`, {
      action,
      ...(reason ? { reason } : {}),
    });
  }

  propose(
    action: 'timeout' | 'ban',
    users: readonly string[],
    reason: string,
    seconds?: number,
  ): Promise<number | undefined> {
    return this.#post('mass', { action, users, reason, ...(seconds ? { seconds } : {}) });
  }

  confirm(proposal: Proposal): Promise<number | undefined> {
    return this.#post(`mass/${encodeURIComponent(proposal.proposal)}/confirm`, {});
  }

  card(user: string): Promise<Card> {
    return this.desk.api.get<Card>(this.desk.path(`moderation/users/${encodeURIComponent(user)}`));
  }

  #post(what: string, body: object): Promise<number | undefined> {
    return this.#decide(() => this.desk.api.post(this.desk.path(`moderation/${what}`), body));
  }

  /** Returns the decision's number, by which it can be undone. */
  async #decide(work: () => Promise<Record<string, unknown>>): Promise<number | undefined> {
    const answer = await this.desk.attempt(work);
    this.#soon();
    return answer === undefined ? undefined : Number(answer.seq ?? 0);
  }

  #soon(): void {
    clearTimeout(this.#timer);
    if (!this.#closed && this.desk.may('mod.read')) {
      this.#timer = setTimeout(() => void this.#read(), READ_AFTER_MS);
    }
  }

  async #read(): Promise<void> {
    try {
      this.#take(
        await this.desk.api.get<State & Record<string, unknown>>(this.desk.path('moderation/state')),
      );
    } catch (why) {
      if (why instanceof ApiProblem && why.status === 404) {
        this.there = false;
        this.changed();
      }
    }
  }

  #take(state: State): void {
    this.there = true;
    this.modes = { ...NO_MODES, ...state.modes };
    this.shield = state.shield ?? { on: false };
    this.sanctions = state.sanctions ?? [];
    this.appeals = state.appeals ?? [];
    this.proposals = state.proposals ?? [];
    this.changed();
  }
}
