package dev.vitrine.store;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Phase;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Delivery;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.room.History;
import dev.vitrine.core.room.Publication;
import dev.vitrine.core.room.Room;
import dev.vitrine.core.room.RoomListener;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A room whose log is a list. */
final class FakeRoom implements Room {
    private final String event;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final List<RoomListener> listeners = new CopyOnWriteArrayList<>();

    FakeRoom(String event) {
        this.event = event;
    }

    void append(Instant at, String type, Channel channel, Body body) {
        long seq = records.size() + 1L;
        LogRecord record = new LogRecord(
                event,
                seq,
                at,
                Optional.empty(),
                type,
                channel,
                seq,
                Actor.HOUSE,
                Delivery.ASAP,
                Optional.empty(),
                body);
        records.add(record);
        listeners.forEach(listener -> listener.published(this, channel, new Publication(seq, record, new byte[0])));
    }

    /** The log says something else from now on, as it does when its author's key is gone. */
    void reword(long seq, Body body) {
        LogRecord old = records.get((int) seq - 1);
        records.set(
                (int) seq - 1,
                new LogRecord(
                        old.event(),
                        old.seq(),
                        old.at(),
                        old.media(),
                        old.type(),
                        old.channel(),
                        old.offset(),
                        old.actor(),
                        old.delivery(),
                        old.until(),
                        body));
    }

    @Override
    public List<LogRecord> read(long afterSeq, int limit) {
        return records.stream()
                .filter(record -> record.seq() > afterSeq)
                .limit(limit)
                .toList();
    }

    @Override
    public Optional<String> damage() {
        return Optional.empty();
    }

    @Override
    public List<LogRecord> readForViewers(long afterSeq, int limit) {
        throw new IllegalStateException("The views are for staff and read everything.");
    }

    @Override
    public Body stream() {
        return Body.of("state", "OFFLINE");
    }

    @Override
    public Handle listen(RoomListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public long lastSeq() {
        return records.size();
    }

    @Override
    public String event() {
        return event;
    }

    @Override
    public String title() {
        return event;
    }

    @Override
    public String eventClass() {
        return "commerce";
    }

    @Override
    public Phase phase() {
        return Phase.LIVE;
    }

    @Override
    public History latest(Channel channel, int limit) {
        return new History("e", lastSeq(), List.of(), true);
    }

    @Override
    public History personalLatest(String person, int limit) {
        return new History("e", 0, List.of(), true);
    }

    @Override
    public History personalSince(String person, String epoch, long offset, int limit) {
        return new History("e", 0, List.of(), false);
    }

    @Override
    public History since(Channel channel, String epoch, long offset, int limit) {
        return new History("e", lastSeq(), List.of(), false);
    }

    @Override
    public CompletionStage<Body> snapshot(Channel channel) {
        return CompletableFuture.completedStage(Body.empty());
    }
}
