package dev.vitrine.media.engine.egress;

import dev.vitrine.api.media.Rung;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a viewer is shown and could be shown instead.
 *
 * @param rung name of the rung that is sent
 * @param rungs all there are, the source first
 */
record Offer(String rung, List<Rung> rungs) {

    /** Members of a configuration text: {@code "rung":NAME,"rungs":[{"name","width","height","fps","kbps"}…]}. */
    String members() {
        return "\"rung\":\"" + rung + "\",\"rungs\":["
                + rungs.stream().map(Offer::member).collect(Collectors.joining(",")) + "]";
    }

    /** Whether the same rungs can be asked for; their figures change all the time. */
    boolean sameNames(Offer other) {
        return names().equals(other.names());
    }

    private List<String> names() {
        return rungs.stream().map(Rung::name).toList();
    }

    private static String member(Rung each) {
        return "{\"name\":\"" + each.name() + "\",\"width\":" + each.width() + ",\"height\":" + each.height()
                + ",\"fps\":" + each.fps() + ",\"kbps\":" + each.kbps() + "}";
    }
}
