package dev.vitrine.plugin.cta;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import java.util.Currency;

/**
 * An amount of money.
 *
 * @param amount in the currency's minor unit, such as cents
 * @param currency ISO 4217 code
 */
record Money(long amount, String currency) {
    /** More than any shop asks for, and far from an overflow when multiplied by a quantity. */
    private static final long AMOUNT_MAX = 1_000_000_000_000L;

    static Money of(String field, Body body) {
        long amount = body.integer("amount");
        if (amount < 0 || amount > AMOUNT_MAX) {
            throw new BadBody(field + ".amount", "takes minor units from 0 to " + AMOUNT_MAX + ", not " + amount);
        }
        String currency = body.text("currency");
        try {
            return new Money(amount, Currency.getInstance(currency).getCurrencyCode());
        } catch (IllegalArgumentException e) {
            throw new BadBody(field + ".currency", "takes an ISO 4217 code such as EUR, not \"" + currency + "\"");
        }
    }

    Money times(long quantity) {
        return new Money(Math.multiplyExact(amount, quantity), currency);
    }

    Body toBody() {
        return Body.of("amount", amount, "currency", currency);
    }
}
