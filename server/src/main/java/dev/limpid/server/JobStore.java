package dev.limpid.server;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** The uploads and jobs of the database. */
final class JobStore {
    private static final String JOBS =
            "SELECT number, id, client, created, state, asked, notes, message, seconds FROM job ";
    private static final String PICTURES = "SELECT id, client, name, bytes, width, height, pages FROM picture ";

    private final Database database;

    JobStore(Database database) {
        this.database = database;
    }

    void add(StoredPicture picture) {
        database.change(
                "INSERT INTO picture (id, client, name, bytes, width, height, pages, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                picture.id(),
                picture.client(),
                picture.name(),
                picture.bytes(),
                picture.width(),
                picture.height(),
                picture.pages(),
                Instant.now().toEpochMilli());
    }

    StoredPicture picture(String id) {
        return database.rows(PICTURES + "WHERE id = ?", JobStore::picture, id).stream()
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("picture", id));
    }

    /** Uploads from before that time that no job uses. */
    List<String> unused(Instant before) {
        return database.rows(
                "SELECT id FROM picture WHERE created < ? AND id NOT IN (SELECT picture FROM uses)",
                row -> row.getString(1),
                before.toEpochMilli());
    }

    void removePicture(String id) {
        database.change("DELETE FROM picture WHERE id = ? AND id NOT IN (SELECT picture FROM uses)", id);
    }

    /**
     * Keeps a new job, which waits.
     *
     * @throws Refusal if the client has so many that wait or run
     */
    void add(String id, String client, Asked asked, int most) {
        Set<String> uses = new HashSet<>(asked.pictures().values());
        uses.add(asked.picture());
        database.together(() -> {
            requireRoom(client, most);
            database.change(
                    "INSERT INTO job (id, client, created, state, asked) VALUES (?, ?, ?, ?, ?)",
                    id,
                    client,
                    Instant.now().toEpochMilli(),
                    JobState.WAITING.label(),
                    asked.json());
            for (String picture : uses) {
                database.change("INSERT INTO uses (job, picture) SELECT number, ? FROM job WHERE id = ?", picture, id);
            }
        });
    }

    StoredJob job(String id) {
        return database.rows(JOBS + "WHERE id = ?", JobStore::job, id).stream()
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("job", id));
    }

    /** The newest first. */
    List<StoredJob> jobs(int limit) {
        return database.rows(JOBS + "ORDER BY number DESC LIMIT ?", JobStore::job, limit);
    }

    /** Jobs of a client that wait or run. */
    int open(String client) {
        return count("SELECT count(*) FROM job WHERE client = ? AND state IN ('waiting', 'running')", client);
    }

    private void requireRoom(String client, int most) {
        if (open(client) >= most) {
            throw new Refusal(
                    Refusal.TOO_MANY, most + " jobs of yours wait already; cancel one, or wait until one is done");
        }
    }

    /**
     * Lets a job wait again that was cancelled or has failed, and tells whether it was.
     *
     * @throws Refusal if its client has so many that wait or run
     */
    boolean resume(String id, int most) {
        var resumed = new AtomicBoolean();
        database.together(() -> {
            requireRoom(job(id).client(), most);
            resumed.set(move(id, JobState.CANCELLED, JobState.WAITING) || move(id, JobState.FAILED, JobState.WAITING));
        });
        return resumed.get();
    }

    /** Remembers that a job that runs is to stop, so that no later process goes on with it. */
    void stopping(String id) {
        database.change("UPDATE job SET stopping = 1 WHERE id = ? AND state = 'running'", id);
    }

    /** Jobs that wait and were asked for before that one. */
    int ahead(long number) {
        return count("SELECT count(*) FROM job WHERE number < ? AND state = 'waiting'", number);
    }

    private int count(String sql, Object value) {
        return database.rows(sql, row -> row.getInt(1), value).get(0);
    }

    /** The job to run next: of the client that has been served least recently, the oldest. */
    Optional<StoredJob> next() {
        return database
                .rows(
                        JOBS + "AS waiting WHERE state = 'waiting' ORDER BY"
                                + " (SELECT max(begun) FROM job WHERE client = waiting.client), number LIMIT 1",
                        JobStore::job)
                .stream()
                .findFirst();
    }

    /** Changes a job's state if it has that one, and tells whether it had. */
    boolean move(String id, JobState from, JobState to) {
        return database.change(
                        "UPDATE job SET state = ?, begun = CASE WHEN ? = 'running' THEN ? ELSE begun END"
                                + " WHERE id = ? AND state = ?",
                        to.label(),
                        to.label(),
                        Instant.now().toEpochMilli(),
                        id,
                        from.label())
                == 1;
    }

    /** Keeps what became of a run. */
    void end(String id, JobState state, List<String> notes, String message, double seconds) {
        database.change(
                "UPDATE job SET state = ?, notes = ?, message = ?, seconds = seconds + ?, stopping = 0 WHERE id = ?",
                state.label(),
                Json.line(notes),
                message,
                seconds,
                id);
    }

    /** Jobs that a process was running when it died wait again, unless they were told to stop. */
    void recover() {
        database.change("UPDATE job SET state = 'cancelled', stopping = 0 WHERE state = 'running' AND stopping = 1");
        database.change("UPDATE job SET state = 'waiting' WHERE state = 'running'");
    }

    /** Removes a job that neither waits nor runs, and tells whether there was one. */
    boolean remove(String id) {
        return database.change("DELETE FROM job WHERE id = ? AND state NOT IN ('waiting', 'running')", id) == 1;
    }

    boolean isJob(String id) {
        return !database.rows("SELECT 1 FROM job WHERE id = ?", row -> row.getInt(1), id)
                .isEmpty();
    }

    private static StoredPicture picture(ResultSet row) throws SQLException {
        return new StoredPicture(
                row.getString("id"),
                row.getString("client"),
                row.getString("name"),
                row.getLong("bytes"),
                row.getInt("width"),
                row.getInt("height"),
                row.getInt("pages"));
    }

    private static StoredJob job(ResultSet row) throws SQLException {
        return new StoredJob(
                row.getString("id"),
                row.getLong("number"),
                row.getString("client"),
                Instant.ofEpochMilli(row.getLong("created")),
                JobState.named(row.getString("state")),
                Asked.read(row.getString("asked")),
                List.of(Json.read(row.getString("notes"), String[].class)),
                row.getString("message"),
                row.getDouble("seconds"));
    }
}
