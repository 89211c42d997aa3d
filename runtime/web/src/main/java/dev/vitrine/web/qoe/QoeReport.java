package dev.vitrine.web.qoe;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What one player says of one sitting, every ten seconds. The members are keys of CTA-5004-A (Common Media Client Data,
 * version 2) where there is one; ours carry the prefix {@code com.vitrine-}, as section 3.1 asks of custom keys.
 *
 * <table>
 * <caption>Members of the body</caption>
 * <tr><th>key</th><th>holds</th></tr>
 * <tr><td>{@code sid}</td><td>the sitting, made by the player; 8 to 64 letters, digits and hyphens</td></tr>
 * <tr><td>{@code sta}</td><td>player state: {@code s} starting, {@code p} playing, {@code r} rebuffering, {@code a}
 * paused, {@code w} waiting for the publisher, {@code f} fatal, {@code q} left</td></tr>
 * <tr><td>{@code msd}</td><td>start-up: milliseconds from the wish to play to the first picture; absent before</td></tr>
 * <tr><td>{@code ltc}</td><td>milliseconds from newest media received to the picture on the screen</td></tr>
 * <tr><td>{@code tbl}</td><td>milliseconds of media the player means to keep in hand</td></tr>
 * <tr><td>{@code bsd}</td><td>milliseconds the picture stood since the last report</td></tr>
 * <tr><td>{@code mtp}</td><td>kbit/s received</td></tr>
 * <tr><td>{@code com.vitrine-path}</td><td>{@code frames}, {@code mse}, {@code ll-hls} or {@code hls}</td></tr>
 * <tr><td>{@code com.vitrine-rung}</td><td>name of the quality</td></tr>
 * <tr><td>{@code com.vitrine-stalls}</td><td>times the picture stood, in the whole sitting</td></tr>
 * <tr><td>{@code com.vitrine-dropped}, {@code com.vitrine-shown}</td><td>pictures, in the whole sitting</td></tr>
 * </table>
 *
 * <p>Anyone can send one, so a number out of all bounds is brought within them and nothing of a report is believed
 * beyond being one viewer's word.
 *
 * @param sitting its name
 * @param state its letter
 * @param path how the picture gets there
 * @param rung which quality
 * @param startupMs empty before the first picture
 * @param delayMs behind the newest media
 * @param cushionMs meant to be kept in hand
 * @param stoodMs since the last report
 * @param kbps received
 * @param stalls in the whole sitting
 * @param dropped pictures in the whole sitting
 * @param shown pictures in the whole sitting
 */
public record QoeReport(
        String sitting,
        char state,
        PlayPath path,
        String rung,
        Optional<Long> startupMs,
        long delayMs,
        long cushionMs,
        long stoodMs,
        long kbps,
        long stalls,
        long dropped,
        long shown) {
    private static final Pattern SITTING = Pattern.compile("[A-Za-z0-9-]{8,64}");
    private static final Pattern RUNG = Pattern.compile("[A-Za-z0-9._-]{1,32}");
    private static final String STATES = "sprawfqkde";
    private static final long MOST_MS = 600_000;
    private static final long MOST_KBPS = 1_000_000;
    private static final long MOST_COUNT = 10_000_000;

    /** The ways of playing. A closed set, so that it may be a label of a metric. */
    public enum PlayPath {
        FRAMES("frames"),
        MSE("mse"),
        LL_HLS("ll-hls"),
        HLS("hls");

        private final String text;

        PlayPath(String text) {
            this.text = text;
        }

        /** Its name outside. */
        public String text() {
            return text;
        }

        private static Optional<PlayPath> of(String text) {
            return Arrays.stream(values())
                    .filter(path -> path.text.equals(text.toLowerCase(Locale.ROOT)))
                    .findFirst();
        }
    }

    /**
     * Reads the body of a request.
     *
     * @throws BadBody if it is none
     */
    public static QoeReport of(Body body) {
        String sitting = body.text("sid");
        if (!SITTING.matcher(sitting).matches()) {
            throw new BadBody("sid", "takes 8 to 64 letters, digits and hyphens");
        }
        String state = body.text("sta");
        if (state.length() != 1 || STATES.indexOf(state.charAt(0)) < 0) {
            throw new BadBody("sta", "takes one letter of \"" + STATES + "\"");
        }
        String path = body.text("com.vitrine-path");
        String rung = body.optionalText("com.vitrine-rung").orElse("source");
        return new QoeReport(
                sitting,
                state.charAt(0),
                PlayPath.of(path)
                        .orElseThrow(() -> new BadBody("com.vitrine-path", "takes frames, mse, ll-hls or hls")),
                RUNG.matcher(rung).matches() ? rung : "other",
                body.optionalInteger("msd").map(ms -> Math.clamp(ms, 0, MOST_MS)),
                within(body, "ltc", MOST_MS),
                within(body, "tbl", MOST_MS),
                within(body, "bsd", MOST_MS),
                within(body, "mtp", MOST_KBPS),
                within(body, "com.vitrine-stalls", MOST_COUNT),
                within(body, "com.vitrine-dropped", MOST_COUNT),
                within(body, "com.vitrine-shown", MOST_COUNT));
    }

    private static long within(Body body, String name, long most) {
        return Math.clamp(body.optionalInteger(name).orElse(0L), 0, most);
    }
}
