package dev.vitrine.host.link;

import dev.vitrine.api.command.Phase;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.media.MediaEngine;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.core.House;
import dev.vitrine.core.link.Sources;
import dev.vitrine.core.room.Room;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Has the media engine fetch what the logs say, from the start of the server on: until the source is cleared, or the
 * event has ended.
 */
public final class Fetcher implements AutoCloseable {
    private final House house;
    private final MediaEngine engine;
    /** What still comes after the end is nobody's concern. */
    private final ExecutorService thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("fetcher").factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    private Fetcher(House house, MediaEngine engine) {
        this.house = house;
        this.engine = engine;
    }

    /** Begins with every source that is set. */
    public static Fetcher start(House house, MediaEngine engine) {
        Fetcher fetcher = new Fetcher(house, engine);
        house.sources().onChange(fetcher::later);
        house.rooms().onRoom(fetcher::watch);
        return fetcher;
    }

    private void watch(Room room) {
        if (seen.add(room.event())) {
            room.listen((of, channel, publication) -> {
                if (channel == Channel.STREAM && publication.record().type().equals("core.phase")) {
                    later(of.event());
                }
            });
            later(room.event());
        }
    }

    private void later(String event) {
        thread.execute(() -> fetch(event));
    }

    private void fetch(String event) {
        boolean over = house.rooms()
                .room(event)
                .filter(room -> room.phase() == Phase.ENDED || room.phase() == Phase.REPLAY)
                .isPresent();
        List<PullSource> sources = over
                ? List.of()
                : house.sources().of(event).stream().map(Sources.Source::source).toList();
        engine.pull(event, sources);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
