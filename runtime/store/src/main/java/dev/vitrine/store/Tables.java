package dev.vitrine.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Every query of the views. */
final class Tables {
    private static final List<String> ALL = List.of("view_state", "record", "chat_line");

    private Tables() {}

    static long filledTo(Connection connection, String event) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select seq from view_state where event = ?")) {
            select.setString(1, event);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    static void setFilledTo(Connection connection, String event, long seq) throws SQLException {
        try (PreparedStatement merge =
                connection.prepareStatement("merge into view_state (event, seq) key (event) values (?, ?)")) {
            merge.setString(1, event);
            merge.setLong(2, seq);
            merge.executeUpdate();
        }
    }

    static void clear(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : ALL) {
                statement.execute("delete from " + table);
            }
        }
    }

    static List<ChatLine> chat(Connection connection, String event, String text, int limit) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select seq, at, author_id, author_name, text, state from chat_line"
                        + " where event = ? and locate(?, folded) > 0 order by seq desc limit ?")) {
            select.setString(1, event);
            select.setString(2, text.toLowerCase(Locale.ROOT));
            select.setInt(3, limit);
            List<ChatLine> lines = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    lines.add(new ChatLine(
                            event,
                            rows.getLong(1),
                            rows.getObject(2, OffsetDateTime.class).toInstant(),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getString(5),
                            ChatLine.State.valueOf(rows.getString(6))));
                }
            }
            return lines;
        }
    }

    static List<MinuteCount> minutes(Connection connection, String event, Instant from, Instant to)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select date_trunc(minute, at) as minute_at, type, count(*) from record where event = ? and at >= ?"
                        + " and at < ? group by minute_at, type order by minute_at, type")) {
            select.setString(1, event);
            select.setObject(2, from.atOffset(ZoneOffset.UTC));
            select.setObject(3, to.atOffset(ZoneOffset.UTC));
            List<MinuteCount> counts = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    counts.add(new MinuteCount(
                            rows.getObject(1, OffsetDateTime.class).toInstant(), rows.getString(2), rows.getLong(3)));
                }
            }
            return counts;
        }
    }

    static byte[] contentHash(Connection connection) throws SQLException {
        MessageDigest digest = sha256();
        for (String table : ALL) {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select * from " + table + " order by 1, 2")) {
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    for (int column = 1; column <= columns; column++) {
                        digest.update(String.valueOf(rows.getString(column)).getBytes(StandardCharsets.UTF_8));
                        digest.update((byte) 0);
                    }
                }
            }
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
