package dev.vitrine.api.chat;

/** What a filter says of a message, from mildest to gravest; the gravest of all filters counts. */
public sealed interface Verdict {
    /** Nothing against it. */
    record Pass() implements Verdict {}

    /** May be shown with another text, such as a masked number. */
    record Modify(String text, Reason reason) implements Verdict {}

    /** Goes back to the author, who may change it and send again. */
    record Bounce(Reason reason) implements Verdict {}

    /** Waits for a moderator; nobody else sees it. */
    record Hold(Reason reason) implements Verdict {}

    /** The author alone is told that it was sent; nobody else sees it. The attempt is recorded for staff. */
    record Shadow(Reason reason) implements Verdict {}

    /** Refused; the attempt is recorded for staff. */
    record Block(Reason reason) implements Verdict {}

    /** Refused because the author sends more often than the event allows; {@code waitMs} until the next may come. */
    record TooFast(long waitMs, Reason reason) implements Verdict {}

    /** Refused because the author may not write; {@code leftMs} until that ends, 0 when it ends only by a decision. */
    record Muted(long leftMs, Reason reason) implements Verdict {}

    /** Returns a pass. */
    static Verdict pass() {
        return new Pass();
    }

    /** Returns a hold with a mild reason. */
    static Verdict hold(String rule) {
        return new Hold(Reason.of(rule));
    }

    /** Place in the order of gravity, from 0. */
    default int gravity() {
        return switch (this) {
            case Pass pass -> 0;
            case Modify modify -> 1;
            case Bounce bounce -> 2;
            case Hold hold -> 3;
            case Shadow shadow -> 4;
            case Block block -> 5;
            case TooFast tooFast -> 6;
            case Muted muted -> 7;
        };
    }
}
