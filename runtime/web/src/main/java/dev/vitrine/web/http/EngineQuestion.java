package dev.vitrine.web.http;

import dev.vitrine.api.media.MediaEngine;
import dev.vitrine.core.contribution.ContributionRegistry;
import dev.vitrine.core.contribution.InService;
import dev.vitrine.core.contribution.PluginCallException;
import dev.vitrine.web.media.MediaDoor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Questions to the media engine in service, within its guarded calls. */
final class EngineQuestion {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final ContributionRegistry contributions;

    EngineQuestion(ContributionRegistry contributions) {
        this.contributions = contributions;
    }

    /** Returns its answer; nothing if there is no engine, or it does not answer in 2 s. */
    <T> List<T> list(String what, Function<MediaEngine, List<T>> question) {
        Optional<InService> version = MediaDoor.engine(contributions.snapshot());
        if (version.isEmpty()) {
            return List.of();
        }
        try {
            return version.get()
                    .calls()
                    .call(
                            what,
                            LIMIT,
                            () -> version.get()
                                    .contributions()
                                    .engine()
                                    .map(question)
                                    .orElseGet(List::of));
        } catch (PluginCallException e) {
            return List.of();
        }
    }
}
