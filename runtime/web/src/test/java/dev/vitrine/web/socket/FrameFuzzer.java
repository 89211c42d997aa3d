package dev.vitrine.web.socket;

/**
 * Any bytes as what a client sends after the handshake: the guard lets them pass or names a code, and finds the same
 * however the reads fall. Called by the tests with the corpus, and by Jazzer ({@code mvn -Pfuzz}, see the README).
 */
public final class FrameFuzzer {
    private static final int LIMIT = 4_096;

    private FrameFuzzer() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) {
        FrameGuard whole = new FrameGuard(LIMIT);
        int code = whole.scan(input);
        if (code != 0 && code != 1002 && code != 1009) {
            throw new AssertionError("No code for this: " + code);
        }
        FrameGuard bytewise = new FrameGuard(LIMIT);
        int found = 0;
        for (int i = 0; i < input.length && found == 0; i++) {
            found = bytewise.scan(new byte[] {input[i]});
        }
        if (found != code || code == 0 && bytewise.midMessage() != whole.midMessage()) {
            throw new AssertionError("Whole it is " + code + ", byte by byte " + found);
        }
    }
}
