package dev.vitrine.store;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.room.Room;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** Turns records of one event into rows. */
final class RecordFiller {
    private static final int TEXT_CHARACTERS = 2_000;

    private final Connection connection;
    private final String event;

    RecordFiller(Connection connection, String event) {
        this.connection = connection;
        this.event = event;
    }

    /** Takes the next batch in one transaction; returns whether there may be more. */
    boolean fill(Room room, int batch) throws SQLException {
        long from = Tables.filledTo(connection, event);
        List<LogRecord> records = room.read(from, batch);
        if (records.isEmpty()) {
            connection.rollback();
            return false;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into record (event, seq, at, type, channel, actor_id, actor_name, body)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ? format json)")) {
            for (LogRecord record : records) {
                insert.setString(1, event);
                insert.setLong(2, record.seq());
                insert.setObject(3, record.at().atOffset(ZoneOffset.UTC));
                insert.setString(4, record.type());
                insert.setString(5, record.channel().prefix());
                insert.setString(6, record.actor().id());
                insert.setString(7, record.actor().name());
                insert.setString(8, json(record.body()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
        for (LogRecord record : records) {
            chat(record);
        }
        Tables.setFilledTo(connection, event, records.getLast().seq());
        connection.commit();
        return true;
    }

    private void chat(LogRecord record) throws SQLException {
        switch (record.type()) {
            case "chat.message" -> line(record, ChatLine.State.SHOWN);
            case "chat.held" -> line(record, ChatLine.State.HELD);
            case "chat.removed" -> state(record, ChatLine.State.REMOVED);
            case "chat.restored", "chat.approved" -> state(record, ChatLine.State.SHOWN);
            case "chat.denied" -> state(record, ChatLine.State.DENIED);
            default -> {
                // Not about chat lines.
            }
        }
    }

    private void line(LogRecord record, ChatLine.State state) throws SQLException {
        String text = record.body().optionalText("text").orElse("");
        String shortened = text.substring(0, Math.min(text.length(), TEXT_CHARACTERS));
        Body author = record.body().optionalBody("author").orElse(Body.empty());
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into chat_line (event, seq, at, author_id, author_name, text, folded, state)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, event);
            insert.setLong(2, record.seq());
            insert.setObject(3, record.at().atOffset(ZoneOffset.UTC));
            insert.setString(4, author.optionalText("id").orElse(record.actor().id()));
            insert.setString(
                    5, author.optionalText("name").orElse(record.actor().name()));
            insert.setString(6, shortened);
            insert.setString(7, shortened.toLowerCase(Locale.ROOT));
            insert.setString(8, state.name());
            insert.executeUpdate();
        }
    }

    private void state(LogRecord record, ChatLine.State state) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update chat_line set state = ? where event = ? and seq = ?")) {
            update.setString(1, state.name());
            update.setString(2, event);
            update.setLong(3, record.body().optionalInteger("target").orElse(0L));
            update.executeUpdate();
        }
    }

    private static String json(Body body) {
        try {
            return JSON.std.asString(body.values());
        } catch (IOException e) {
            throw new IllegalStateException("A record's body is no JSON", e);
        }
    }
}
