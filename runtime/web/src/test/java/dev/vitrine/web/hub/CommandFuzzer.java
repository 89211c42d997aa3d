package dev.vitrine.web.hub;

import java.util.List;

/**
 * Any bytes as one message of a client, in both encodings: they are commands, or refused as none. Called by the tests
 * with the corpus, and by Jazzer with whatever it makes of it ({@code mvn -Pfuzz}, see the README).
 */
public final class CommandFuzzer {
    private CommandFuzzer() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) {
        for (Encoding encoding : Encoding.values()) {
            try {
                List<ClientCommand> commands = encoding.codec().decode(input);
                for (ClientCommand command : commands) {
                    if (command.id() < 0) {
                        throw new AssertionError("An id below zero was let through: " + command);
                    }
                }
            } catch (Codec.BadCommand e) {
                // refused, as it should be
            }
        }
    }
}
