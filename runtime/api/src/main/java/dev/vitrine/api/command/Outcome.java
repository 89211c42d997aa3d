package dev.vitrine.api.command;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.Draft;
import java.util.List;

/** What a handler makes of a command. */
public sealed interface Outcome {
    /**
     * Done. The host appends the records in order, waits until they are on disk, publishes them and then answers.
     *
     * @param records may be empty: nothing changed
     * @param reply what the asker gets; the host adds {@code seq} of the first record
     */
    record Done(List<Draft> records, Body reply) implements Outcome {}

    /** Refused; nothing is appended. */
    record Refused(Problem problem) implements Outcome {}

    /** Returns a success with one record. */
    static Outcome done(Draft record, Body reply) {
        return new Done(List.of(record), reply);
    }

    /** Returns a success with several records. */
    static Outcome done(List<Draft> records, Body reply) {
        return new Done(List.copyOf(records), reply);
    }

    /** Returns a refusal. */
    static Outcome refused(String type, int status, String detail) {
        return new Refused(Problem.of(type, status, detail));
    }
}
