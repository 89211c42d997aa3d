import { Api, ApiProblem } from '../net/api';
import { recall, remember } from '../net/keep';
import type { Author } from '../room/records';

interface Me {
  id: string;
  name: string;
  roles?: string[];
}

/** A viewer's session for one event: a name and the token that goes with it, kept for this tab. */
export class Session {
  readonly api = new Api(() => this.token);
  me: Author | undefined;

  constructor(readonly event: string) {
    const kept = recall(`vitrine.me.${event}`);
    if (this.token && kept) {
      try {
        this.me = JSON.parse(kept) as Author;
      } catch {
        this.forget();
      }
    }
  }

  get token(): string | undefined {
    return recall(`vitrine.session.${this.event}`);
  }

  /** Picks a name. Rejects with an {@link ApiProblem} whose sentence can be shown. */
  async join(name: string): Promise<Author> {
    const answer = await this.api.post(`/events/${encodeURIComponent(this.event)}/sessions`, { name });
    remember(`vitrine.session.${this.event}`, String(answer.token));
    let id = String(answer.id ?? '');
    try {
      const me = await this.api.get<Me>('/me');
      id = me.id || id;
    } catch (why) {
      if (!(why instanceof ApiProblem)) {
        throw why;
      }
    }
    this.me = { id, name, staff: false };
    remember(`vitrine.me.${this.event}`, JSON.stringify(this.me));
    return this.me;
  }

  forget(): void {
    this.me = undefined;
    remember(`vitrine.session.${this.event}`, undefined);
    remember(`vitrine.me.${this.event}`, undefined);
  }
}
