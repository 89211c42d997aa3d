package dev.vitrine.core.room;

import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.contribution.Routing;
import dev.vitrine.core.people.Seal;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What every room of a house shares.
 *
 * @param clock wall time
 * @param lanes threads on which rooms do their work and call plugins
 * @param background completes askers and waits for the disk
 * @param routing the plugin versions in service
 * @param houseViews views of the house over all events; fed on each room's lane
 * @param seal what stands between rooms and disk
 */
public record RoomSetting(
        InstantSource clock,
        ExecutorService lanes,
        Executor background,
        Supplier<Routing> routing,
        Consumer<LogRecord> houseViews,
        Seal seal) {}
