/** A binary min-heap; items of equal rank leave in the order they came. */
export class Heap<T> {
  readonly #items: { item: T; order: number }[] = [];
  #order = 0;

  constructor(readonly compare: (a: T, b: T) => number) {}

  get size(): number {
    return this.#items.length;
  }

  peek(): T | undefined {
    return this.#items[0]?.item;
  }

  push(item: T): void {
    this.#items.push({ item, order: this.#order++ });
    let at = this.#items.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#less(at, parent)) {
        break;
      }
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop(): T | undefined {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (!first || !last) {
      return undefined;
    }
    if (this.#items.length > 0) {
      this.#items[0] = last;
      this.#sink();
    }
    return first.item;
  }

  clear(): void {
    this.#items.length = 0;
  }

  #sink(): void {
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      let least = at;
      if (left < this.#items.length && this.#less(left, least)) {
        least = left;
      }
      if (left + 1 < this.#items.length && this.#less(left + 1, least)) {
        least = left + 1;
      }
      if (least === at) {
        return;
      }
      this.#swap(at, least);
      at = least;
    }
  }

  #less(a: number, b: number): boolean {
    const one = this.#items[a]!;
    const two = this.#items[b]!;
    const rank = this.compare(one.item, two.item);
    return rank < 0 || (rank === 0 && one.order < two.order);
  }

  #swap(a: number, b: number): void {
    const one = this.#items[a]!;
    this.#items[a] = this.#items[b]!;
    this.#items[b] = one;
  }
}
