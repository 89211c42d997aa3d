/** Whether the chat stands under the picture and has little room. */
export function compact(): boolean {
  return globalThis.matchMedia?.('(max-width: 959px)').matches ?? false;
}
