import { noChange } from 'lit';
import { Directive, directive, type ElementPart, type PartInfo, PartType } from 'lit/directive.js';

/**
 * Sets custom properties through the object model. A style attribute, and so Lit's styleMap on its first render, is
 * what the page's Content-Security-Policy forbids.
 */
class CssVars extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) {
      throw new Error('cssVars belongs in the tag itself');
    }
  }

  render(_values: Readonly<Record<string, string | number>>): unknown {
    return noChange;
  }

  override update(part: ElementPart, [values]: [Readonly<Record<string, string | number>>]): unknown {
    for (const [name, value] of Object.entries(values)) {
      (part.element as HTMLElement).style.setProperty(`--${name}`, String(value));
    }
    return noChange;
  }
}

export const cssVars = directive(CssVars);
