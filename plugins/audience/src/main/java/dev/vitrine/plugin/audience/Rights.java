package dev.vitrine.plugin.audience;

/** The rights of {@code policies/roles.yaml} that this plugin asks for. */
final class Rights {
    /** Taking part: voting, asking, reacting. Whoever may chat may. */
    static final String TAKE_PART = "chat.send";
    /** Putting something in front of the audience. */
    static final String RUN = "audience.write";

    private Rights() {}
}
