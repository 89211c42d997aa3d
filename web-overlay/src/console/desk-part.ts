import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { Observable } from '../room/observable';
import type { Desk } from './desk';

/** A part of the console that shows one desk: it renders again whenever the desk, its room, or another of its sources changes. */
export abstract class DeskPart extends LitElement {
  @property({ attribute: false }) desk!: Desk;

  #stops: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stops = this.sources().map((source) => source.onChange(() => this.requestUpdate()));
  }

  /** What this part shows, known when it is put on the page. */
  protected sources(): readonly Observable[] {
    return [this.desk, this.desk.room];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stops) {
      stop();
    }
    this.#stops = [];
  }
}
