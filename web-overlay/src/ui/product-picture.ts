import { html, type TemplateResult } from 'lit';
import type { Product } from '../room/records';

/** The product's picture; without one, its initial on a colour of its own. */
export function productPicture(product: Product): TemplateResult {
  const tone = [...product.id].reduce((sum, letter) => (sum * 5 + letter.codePointAt(0)!) % 8, 3);
  const own = product.image && !/^https?:\/\//.test(product.image.replace(location.origin, ''));
  return html`<span class="picture tone-${tone}" aria-hidden="true">
    <b>${[...product.title][0] ?? ''}</b>
    ${
      own
        ? html`<img
            src=${product.image!}
            alt=""
            loading="lazy"
            @error=${(failed: Event) => (failed.target as HTMLElement).remove()}
          />`
        : ''
    }
  </span>`;
}
