package dev.vitrine.core.room;

import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.FakeClock;
import dev.vitrine.core.contribution.ContributionRegistry;
import dev.vitrine.core.log.FlakyDisk;
import dev.vitrine.core.people.Seal;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** A room over a disk that can be broken. */
public final class FlakyRoom implements AutoCloseable {
    private final FlakyDisk disk = new FlakyDisk();
    private final ExecutorService lanes = Lane.newThreads();
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private final ContributionRegistry none = new ContributionRegistry(new ViewFeeds());
    private final EventRoom room;

    /** Opens it with a view. */
    public FlakyRoom(String event, FakeClock clock, Consumer<LogRecord> view) throws Exception {
        RoomSetting setting = new RoomSetting(clock, lanes, background, none::routing, view, Seal.NONE);
        room = EventRoom.over(disk.open(), event, "Flaky", "webinar", setting);
    }

    /** The room. */
    public EventRoom room() {
        return room;
    }

    /** No plugins. */
    public ContributionRegistry contributions() {
        return none;
    }

    /** The disk. */
    public FlakyDisk disk() {
        return disk;
    }

    @Override
    public void close() {
        disk.mend();
        room.close();
        lanes.shutdown();
        background.shutdown();
    }
}
