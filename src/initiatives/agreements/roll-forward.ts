/** The field that chooses an agreement's commitment to be rolled forward, and that of its amount. */
export function rollChoiceField(agreement: string): string {
  return `roll-${agreement}`;
}

export function rollAmountField(agreement: string): string {
  return `amount-${agreement}`;
}
