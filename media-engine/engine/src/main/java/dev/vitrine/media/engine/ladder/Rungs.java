package dev.vitrine.media.engine.ladder;

import dev.vitrine.api.media.MediaProfile;
import dev.vitrine.api.media.Rung;
import dev.vitrine.api.media.StreamStatus;
import dev.vitrine.media.engine.stream.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which rungs a profile gives a source. */
final class Rungs {
    private Rungs() {}

    /** The plans that make the picture smaller; none before there is one. */
    static List<MediaProfile.RungPlan> encodable(MediaProfile profile, Optional<Segment> source) {
        return source.map(segment -> profile.rungs().stream()
                        .filter(plan -> plan.height() < segment.codecs().video().height())
                        .toList())
                .orElseGet(List::of);
    }

    /** What viewers may ask for: before there is a picture all of the profile, with unknown widths. */
    static List<Rung> offered(MediaProfile profile, Optional<Segment> source, StreamStatus status) {
        List<Rung> rungs = new ArrayList<>();
        int width = source.map(segment -> segment.codecs().video().width()).orElse(0);
        int height = source.map(segment -> segment.codecs().video().height()).orElse(0);
        String sound = source.flatMap(segment -> segment.codecs().audio())
                .map(audio -> audio.codec())
                .orElse("");
        rungs.add(new Rung(
                Rung.SOURCE,
                width,
                height,
                status.fps(),
                status.kbps(),
                source.map(segment -> segment.codecs().video().codec()).orElse(""),
                sound));
        List<MediaProfile.RungPlan> plans = source.isEmpty() ? profile.rungs() : encodable(profile, source);
        for (MediaProfile.RungPlan plan : plans) {
            rungs.add(new Rung(
                    plan.name(), width(plan, width, height), plan.height(), status.fps(), plan.kbps(), "", sound));
        }
        return List.copyOf(rungs);
    }

    /** As the worker computes it: in the source's shape, rounded to an even number. */
    private static int width(MediaProfile.RungPlan plan, int width, int height) {
        return height == 0 ? 0 : Math.max(2, (int) Math.round((double) width * plan.height() / height / 2) * 2);
    }
}
