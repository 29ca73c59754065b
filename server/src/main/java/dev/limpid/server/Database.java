package dev.limpid.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The list of uploads and jobs in one SQLite file. Every change is on the disk when its call returns, and a process that is killed
 * leaves the changes before: SQLite's log is written through. ADR 0013 says why.
 */
final class Database implements AutoCloseable {
    /** Version of the tables; a file of a later one is refused. */
    private static final int VERSION = 1;

    /** Marks the file as ours: "Limp". */
    private static final int OURS = 0x4c696d70;

    private static final List<String> TABLES = List.of(
            """
            CREATE TABLE picture (
                id TEXT PRIMARY KEY, client TEXT NOT NULL, name TEXT NOT NULL, bytes INTEGER NOT NULL,
                width INTEGER NOT NULL, height INTEGER NOT NULL, pages INTEGER NOT NULL, created INTEGER NOT NULL)""",
            """
            CREATE TABLE job (
                number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, client TEXT NOT NULL,
                created INTEGER NOT NULL, begun INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL,
                asked TEXT NOT NULL, notes TEXT NOT NULL DEFAULT '[]', message TEXT NOT NULL DEFAULT '',
                stopping INTEGER NOT NULL DEFAULT 0, seconds REAL NOT NULL DEFAULT 0)""",
            "CREATE INDEX job_state ON job (state)",
            // The pictures that a job needs: its own, masks and kernels.
            """
            CREATE TABLE uses (
                job INTEGER NOT NULL REFERENCES job (number) ON DELETE CASCADE,
                picture TEXT NOT NULL REFERENCES picture (id), PRIMARY KEY (job, picture))""",
            "CREATE INDEX uses_picture ON uses (picture)");

    private final Connection connection;

    private Database(Connection connection) {
        this.connection = connection;
    }

    /** A row as it is read. */
    @FunctionalInterface
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /**
     * Opens the file, and makes it where there is none.
     *
     * @throws IOException naming the file, where it is none of ours or cannot be used
     */
    static Database open(Path file) throws IOException {
        boolean fresh = !Files.exists(file);
        try {
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
            var database = new Database(connection);
            try {
                database.prepare(file, fresh);
                return database;
            } catch (SQLException | IOException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new IOException(file + ": cannot be used as the list of jobs: " + e.getMessage(), e);
        }
    }

    private void prepare(Path file, boolean fresh) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA foreign_keys = ON");
            if (fresh) {
                create(statement);
            }
            if (first(statement.executeQuery("PRAGMA application_id")) != OURS) {
                throw new IOException(file + ": is no list of jobs of Limpid");
            }
            if (first(statement.executeQuery("PRAGMA user_version")) > VERSION) {
                throw new IOException(file + ": was written by a later version of Limpid");
            }
        }
    }

    private void create(Statement statement) throws SQLException {
        connection.setAutoCommit(false);
        for (String table : TABLES) {
            statement.execute(table);
        }
        statement.execute("PRAGMA application_id = " + OURS);
        statement.execute("PRAGMA user_version = " + VERSION);
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static int first(ResultSet result) throws SQLException {
        try (result) {
            return result.next() ? result.getInt(1) : 0;
        }
    }

    /** Several changes that are made together or not at all. */
    @FunctionalInterface
    interface Changes {
        void make() throws SQLException;
    }

    /** Makes several changes together. */
    synchronized void together(Changes changes) {
        try {
            connection.setAutoCommit(false);
            try {
                changes.make();
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                rollBack(e);
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** A full disk makes SQLite do so by itself, and refuse to do it again. */
    private void rollBack(Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** Changes rows, and tells how many. */
    synchronized int change(String sql, Object... values) {
        try (PreparedStatement statement = statement(sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Reads rows. */
    synchronized <T> List<T> rows(String sql, Row<T> row, Object... values) {
        try (PreparedStatement statement = statement(sql, values);
                ResultSet result = statement.executeQuery()) {
            var rows = new ArrayList<T>();
            while (result.next()) {
                rows.add(row.of(result));
            }
            return rows;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private PreparedStatement statement(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private static IllegalStateException failed(SQLException e) {
        Refusal.whereDiskIsFull(e);
        return new IllegalStateException("the list of jobs: " + e.getMessage(), e);
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException("the list of jobs: " + e.getMessage(), e);
        }
    }
}
