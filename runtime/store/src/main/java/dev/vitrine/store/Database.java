package dev.vitrine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.h2.jdbcx.JdbcConnectionPool;

/** The embedded database file and its migrations. */
final class Database implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Database.class.getName());
    private static final String NAME = "views";
    private static final int CONNECTIONS = 4;

    private final JdbcConnectionPool pool;

    private Database(JdbcConnectionPool pool) {
        this.pool = pool;
    }

    /** Opens or makes the database; one that is broken is deleted and made anew, for it is only a view. */
    static Database open(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new StoreException(
                    "Directory \"" + directory + "\" cannot be made for the search views; give the"
                            + " server a data directory that it may write.",
                    e);
        }
        try {
            return migrate(directory);
        } catch (FlywayException e) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "The search views did not open and are made anew from the logs: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            delete(directory);
            try {
                return migrate(directory);
            } catch (FlywayException again) {
                throw new StoreException(
                        "The search views in \"" + directory + "\" cannot be made: " + again.getMessage(), again);
            }
        }
    }

    /** Deletes what there is, which must be closed, and opens an empty one. */
    static Database anew(Path directory) {
        delete(directory);
        return open(directory);
    }

    private static Database migrate(Path directory) {
        JdbcConnectionPool pool = JdbcConnectionPool.create(
                "jdbc:h2:file:" + directory.resolve(NAME).toAbsolutePath() + ";DB_CLOSE_ON_EXIT=FALSE", "vitrine", "");
        pool.setMaxConnections(CONNECTIONS);
        try {
            Flyway.configure(Database.class.getClassLoader())
                    .dataSource(pool)
                    .locations("classpath:dev/vitrine/store/migration")
                    .load()
                    .migrate();
            return new Database(pool);
        } catch (FlywayException e) {
            pool.dispose();
            throw e;
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(directory)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new StoreException(
                    "The broken search views in \"" + directory + "\" cannot be deleted; delete that"
                            + " directory by hand, nothing in it is lost.",
                    e);
        }
    }

    /** A connection without auto-commit. */
    Connection connect() throws SQLException {
        Connection connection = pool.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    @Override
    public void close() {
        try (Connection connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("shutdown");
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "The search views closed hard: " + e.getMessage());
        }
        pool.dispose();
    }
}
