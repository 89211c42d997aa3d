package dev.vitrine.store;

import dev.vitrine.core.people.People;
import dev.vitrine.core.room.Room;
import dev.vitrine.core.room.Rooms;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The queryable side of the logs, in an embedded H2 database without console or network port. Records flow one way: a
 * thread of its own reads what is durable and fills the tables in batches, each with its checkpoint in one transaction,
 * so that nothing is missed or doubled across a crash. A database that does not open is set aside and filled anew.
 *
 * <p>Safe from any thread. Queries block on the database and belong on virtual threads, never on a room's.
 */
public final class LogViews implements AutoCloseable {
    /** Records of one transaction: large enough to be quick (some 30,000 rows/s), small enough to give way. */
    private static final int BATCH_RECORDS = 500;

    private static final System.Logger LOG = System.getLogger(LogViews.class.getName());

    private final Rooms rooms;
    private final Path directory;
    private volatile Database database;
    private final Semaphore work = new Semaphore(1);
    private final Map<String, Room.Handle> listening = new ConcurrentHashMap<>();
    private final ReentrantLock filling = new ReentrantLock();
    private final Thread filler;
    private final AtomicBoolean rebuildWanted = new AtomicBoolean();
    private final AtomicBoolean forgetWanted = new AtomicBoolean();
    private volatile boolean closed;

    private LogViews(Rooms rooms, Path directory) {
        this.rooms = rooms;
        this.directory = directory;
        this.database = Database.open(directory);
        filler = Thread.ofPlatform().name("log-views").daemon().unstarted(this::fillForEver);
    }

    /**
     * Opens the views in a directory and begins to fill them from every room there is and every one that comes.
     *
     * @throws StoreException if the directory cannot be written
     */
    public static LogViews open(Path directory, Rooms rooms) {
        LogViews views = new LogViews(rooms, directory);
        rooms.onRoom(room -> views.listening.put(room.event(), room.listen((publishing, channel, publication) -> {
            if (publication.record().type().equals(People.FORGOTTEN)) {
                views.forgetWanted.set(true);
            }
            views.wake();
        })));
        views.filler.start();
        return views;
    }

    private void wake() {
        if (work.availablePermits() == 0) {
            work.release();
        }
    }

    private void fillForEver() {
        while (!closed) {
            try {
                work.acquire();
                work.drainPermits();
                if (forgetWanted.getAndSet(false)) {
                    beginAnew();
                } else if (rebuildWanted.getAndSet(false)) {
                    rebuild();
                }
                fill();
            } catch (InterruptedException e) {
                return;
            } catch (SQLException | RuntimeException e) {
                if (!closed) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "The search views are behind: " + e.getMessage()
                                    + " They catch up with the next record; \"vitrine views rebuild\" makes them"
                                    + " anew.");
                }
            }
        }
    }

    private void fill() throws SQLException {
        filling.lock();
        try (Connection connection = database.connect()) {
            for (Room room : rooms.all()) {
                RecordFiller filler = new RecordFiller(connection, room.event());
                while (!closed && filler.fill(room, BATCH_RECORDS)) {
                    // The next batch.
                }
            }
        } finally {
            filling.unlock();
        }
    }

    /** Brings the views up to what is durable now, on the caller's thread. Returns the number of rooms. */
    public int catchUp() {
        try {
            fill();
            return rooms.all().size();
        } catch (SQLException e) {
            throw new StoreException("The search views cannot be filled: " + e.getMessage(), e);
        }
    }

    /** Empties every view and fills it from the logs; takes about a second for 30,000 records. */
    public void rebuild() {
        filling.lock();
        try (Connection connection = database.connect()) {
            Tables.clear(connection);
            connection.commit();
        } catch (SQLException e) {
            throw new StoreException("The search views cannot be emptied: " + e.getMessage(), e);
        } finally {
            filling.unlock();
        }
        catchUp();
    }

    /**
     * Deletes the files and makes them anew from the logs, in which an erased person's words cannot be read any more: a
     * deleted row would lie in the file until something is written over it. Queries fail meanwhile.
     */
    private void beginAnew() {
        filling.lock();
        try {
            database.close();
            database = Database.anew(directory);
        } finally {
            filling.unlock();
        }
    }

    /** Does {@link #rebuild} on the views' own thread. */
    public void rebuildSoon() {
        rebuildWanted.set(true);
        wake();
    }

    /** How far the views of each event are. */
    public List<Progress> progress() {
        return query(connection -> {
            List<Progress> all = new ArrayList<>();
            for (Room room : rooms.all()) {
                all.add(new Progress(room.event(), Tables.filledTo(connection, room.event()), room.lastSeq()));
            }
            return all;
        });
    }

    /**
     * How far the views of an event are.
     *
     * @param event id of the event
     * @param filledTo sequence number of the newest record in the views
     * @param lastSeq sequence number of the newest record of the log
     */
    public record Progress(String event, long filledTo, long lastSeq) {}

    /** Sequence number up to which an event's records are in the views. */
    public long filledTo(String event) {
        return query(connection -> Tables.filledTo(connection, event));
    }

    /**
     * Finds messages that contain a text, regardless of case, newest first; an empty text finds all. Includes held,
     * denied and removed ones: for staff only.
     *
     * @param limit at most 1,000
     */
    public List<ChatLine> chat(String event, String text, int limit) {
        return query(connection -> Tables.chat(connection, event, text, Math.clamp(limit, 1, 1_000)));
    }

    /** Counts records by minute and type in a span of time, in order of minute. */
    public List<MinuteCount> minutes(String event, Instant from, Instant to) {
        return query(connection -> Tables.minutes(connection, event, from, to));
    }

    /** A hash over every row of every view: equal before and after {@link #rebuild}. */
    public String contentHash() {
        return query(connection -> HexFormat.of().formatHex(Tables.contentHash(connection)));
    }

    private <T> T query(Query<T> query) {
        try (Connection connection = database.connect()) {
            return query.run(connection);
        } catch (SQLException e) {
            throw new StoreException("The search views cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        closed = true;
        listening.values().forEach(Room.Handle::close);
        filler.interrupt();
        filling.lock();
        try {
            database.close();
        } finally {
            filling.unlock();
        }
    }

    @FunctionalInterface
    private interface Query<T> {
        T run(Connection connection) throws SQLException;
    }
}
