/** The word for one, or for any other number. */
export const many = (n: number, one: string, more: string) => (n === 1 ? one : more);
