package dev.vitrine.media.engine.egress;

import dev.vitrine.api.media.Rung;
import dev.vitrine.media.engine.stream.Segment;
import dev.vitrine.media.engine.stream.Sound;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a viewer is shown and could be shown instead.
 *
 * @param rung name of the rung that is sent
 * @param rungs all there are, the source first
 * @param sound id of the sound that was asked for
 * @param cushion what to keep in hand
 */
record Offer(String rung, List<Rung> rungs, String sound, Cushion cushion) {

    /**
     * Members of a configuration text: {@code "cushionMs":MS,"leapMs":MS} ({@link Cushion}),
     * {@code "rung":NAME,"rungs":[{"name","width","height","fps","kbps"}…]}, and where there are several sounds
     * {@code "audioId":ID,"audios":[{"id","name","language"}…]}, which are those of the stretch.
     */
    String members(Segment segment) {
        return "\"cushionMs\":" + cushion.leastMs() + ",\"leapMs\":" + cushion.leapMs() + ",\"rung\":\"" + rung
                + "\",\"rungs\":[" + rungs.stream().map(Offer::member).collect(Collectors.joining(",")) + "]"
                + sounds(segment);
    }

    private String sounds(Segment segment) {
        if (segment.sounds().isEmpty()) {
            return "";
        }
        String heard = segment.sound(sound)
                .orElseGet(() -> segment.sounds().getFirst())
                .id();
        return ",\"audioId\":\"" + heard + "\",\"audios\":["
                + segment.sounds().stream().map(Offer::member).collect(Collectors.joining(",")) + "]";
    }

    /** Whether the same can be asked for and kept in hand; the rungs' figures change all the time. */
    boolean sameAs(Offer other) {
        return names().equals(other.names()) && cushion.equals(other.cushion);
    }

    private List<String> names() {
        return rungs.stream().map(Rung::name).toList();
    }

    private static String member(Sound each) {
        return "{\"id\":\"" + each.id() + "\",\"name\":\"" + each.name() + "\",\"language\":\"" + each.language()
                + "\"}";
    }

    private static String member(Rung each) {
        return "{\"name\":\"" + each.name() + "\",\"width\":" + each.width() + ",\"height\":" + each.height()
                + ",\"fps\":" + each.fps() + ",\"kbps\":" + each.kbps() + "}";
    }
}
