package dev.vitrine.host.plugin;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One plugin id and what runs of it. Written under its lock, read by anyone. */
final class Slot {
    final String id;
    final ReentrantLock lock = new ReentrantLock();
    volatile @Nullable Running active;
    volatile @Nullable Running warm;
    volatile @Nullable String candidate;
    volatile Instant since = Instant.EPOCH;
    volatile Instant watchedUntil = Instant.EPOCH;
    volatile Optional<String> why = Optional.empty();

    Slot(String id) {
        this.id = id;
    }

    Optional<String> version() {
        return Optional.ofNullable(active).map(Running::version);
    }

    /** Versions that run. */
    Set<String> inUse() {
        return Stream.of(Optional.ofNullable(active), Optional.ofNullable(warm))
                .flatMap(Optional::stream)
                .map(Running::version)
                .collect(Collectors.toSet());
    }
}
