package dev.vitrine.web.http;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.http.Reply;
import dev.vitrine.api.http.Request;
import dev.vitrine.api.http.Route;
import dev.vitrine.api.media.MediaProfile;
import dev.vitrine.core.House;
import dev.vitrine.core.MediaChoice;
import java.util.List;
import java.util.Map;

/** REST about the profile of an event's media: what is in force, what there is, and the switch. */
final class ProfileRoutes {
    private static final String PROFILE = EventRoutes.EVENT + "/profile";

    private final House house;

    ProfileRoutes(House house) {
        this.house = house;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.ask(
                        "GET",
                        PROFILE,
                        Route.PUBLIC,
                        "The profile of the event's media, the one its class usually has, and all families",
                        this::profile),
                Endpoint.submit(
                        "POST",
                        PROFILE,
                        "event.write",
                        "Switches the profile family of the event's media",
                        "media.profile",
                        false,
                        200));
    }

    private Reply profile(Request request) {
        MediaChoice choice = house.mediaChoice(request.event()).orElseThrow();
        return Reply.ok(figures(Body.of("profile", choice.family(), "usual", choice.usual()), choice.profile())
                .with(
                        "families",
                        choice.families().stream().map(ProfileRoutes::family).toList()));
    }

    private static Map<String, Object> family(MediaChoice.Family family) {
        Body start = Body.of("name", family.profile().family(), "summary", family.summary());
        return figures(start, family.profile()).values();
    }

    private static Body figures(Body start, MediaProfile profile) {
        return start.with("gopMs", profile.gopMs())
                .with(
                        "rungs",
                        profile.rungs().stream()
                                .map(rung -> (Object)
                                        Map.of("name", rung.name(), "height", rung.height(), "kbps", rung.kbps()))
                                .toList())
                .with("encode", profile.always() ? "always" : "watched")
                .with("targetDelayMs", profile.targetDelayMs())
                .with("partMs", profile.partMs())
                .with("segmentMs", profile.segmentMs())
                .with("targetCushionMs", profile.targetCushionMs())
                .with("maxCushionMs", profile.maxCushionMs());
    }
}
