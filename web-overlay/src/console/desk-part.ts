import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { Desk } from './desk';

/** A part of the console that shows one desk: it renders again whenever the desk or its room changes. */
export abstract class DeskPart extends LitElement {
  @property({ attribute: false }) desk!: Desk;

  #stops: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stops = [
      this.desk.onChange(() => this.requestUpdate()),
      this.desk.room.onChange(() => this.requestUpdate()),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stops) {
      stop();
    }
    this.#stops = [];
  }
}
