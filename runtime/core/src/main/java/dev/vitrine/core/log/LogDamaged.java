package dev.vitrine.core.log;

/** A record that had been acknowledged is not as it was written. It is never served. */
public final class LogDamaged extends LogException {
    private static final long serialVersionUID = 1L;

    private final transient Damage damage;

    LogDamaged(Damage damage) {
        super(damage.sentence(), null);
        this.damage = damage;
    }

    /** Where and what. */
    public Damage damage() {
        return damage;
    }

    @Override
    public String code() {
        return "log-damaged";
    }
}
