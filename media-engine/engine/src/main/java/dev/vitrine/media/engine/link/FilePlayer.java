package dev.vitrine.media.engine.link;

import dev.vitrine.api.media.MediaLink.State;
import dev.vitrine.api.media.Programme;
import dev.vitrine.api.media.Programme.Airing;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.media.engine.stream.IngestPolicy;
import dev.vitrine.media.engine.stream.Stream;
import dev.vitrine.media.engine.worker.WorkerPool;
import dev.vitrine.media.engine.worker.WorkerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Plays files of the media folder, one after another or as programmes by the clock: a worker of its own takes them
 * apart and keeps the time.
 */
final class FilePlayer implements Pull.Player {
    private static final Duration WORKER_LIMIT = Duration.ofSeconds(60);

    /** How often the clock is looked at; a programme begins so much late at most, and the worker's nap. */
    private static final Duration STEP = Duration.ofMillis(100);

    /** Files between programmes that are missing or do not play are looked at again after so many. */
    private static final int RETRY_STEPS = 100;

    /** A programme that begins so little late begins at its beginning. */
    private static final Duration PUNCTUAL = Duration.ofSeconds(2);

    private final Stream stream;
    private final PullSource source;
    private final Files files;
    private final WorkerPool pool;
    private final Supplier<IngestPolicy> policy;
    private final InstantSource wall;
    private volatile @Nullable WorkerProcess worker;
    private volatile boolean stopped;

    /** Finds files. */
    @FunctionalInterface
    interface Files {
        /** As {@link dev.vitrine.api.media.MediaHost#mediaFile}. */
        Path find(String name) throws IOException;
    }

    /**
     * Files as they are there now.
     *
     * @param names those that are there
     * @param paths where they are
     * @param missing a sentence about one that is not, or nothing
     */
    record Found(List<String> names, List<String> paths, String missing) {}

    FilePlayer(
            Stream stream,
            PullSource source,
            Files files,
            WorkerPool pool,
            Supplier<IngestPolicy> policy,
            InstantSource wall) {
        this.stream = stream;
        this.source = source;
        this.files = files;
        this.pool = pool;
        this.policy = policy;
        this.wall = wall;
    }

    @Override
    public void play(Pull.Stage stage) throws IOException, InterruptedException {
        Found found = found(source.files());
        if (found.paths().isEmpty() && source.schedule().isEmpty()) {
            throw new IOException(found.missing());
        }
        WorkerProcess leased = lease();
        worker = leased;
        try (FileTake take = new FileTake(leased, stream, source, policy, wall, stage)) {
            if (!source.schedule().isEmpty()) {
                channel(take, stage);
            } else if (!stopped) {
                take.play(found, source.loop(), 0, "");
                take.await();
            }
        } finally {
            worker = null;
            leased.kill("its files have been played.");
        }
    }

    private Found found(List<String> wanted) {
        List<String> names = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        String missing = "";
        for (String name : wanted) {
            try {
                paths.add(files.find(name).toString());
                names.add(name);
            } catch (IOException gone) {
                missing = String.valueOf(gone.getMessage());
            }
        }
        return new Found(names, paths, missing);
    }

    /** Plays each programme from its time on, and the source's own files in between. */
    private void channel(FileTake take, Pull.Stage stage) throws IOException, InterruptedException {
        Instant played = Instant.MIN;
        boolean fillerPlayed = source.files().isEmpty();
        String problem = "";
        String lack = "";
        while (!stopped) {
            Instant now = wall.instant();
            Instant before = played;
            Optional<Airing> airing = source.last(now).filter(each -> each.at().isAfter(before));
            Optional<Instant> until = source.next(now).map(Airing::at);
            if (airing.isPresent()) {
                Programme programme = airing.get().programme();
                Duration late = Duration.between(airing.get().at(), now);
                long skipUs = late.compareTo(PUNCTUAL) < 0 ? 0 : TimeUnit.MILLISECONDS.toMicros(late.toMillis());
                problem = round(take, programme.files(), programme.loop(), skipUs, until, "");
                played = airing.get().at();
                fillerPlayed = source.files().isEmpty();
                lack = "";
            } else if (!fillerPlayed) {
                lack = round(take, source.files(), source.loop(), 0, until, problem);
                fillerPlayed = true;
            } else if (until.isPresent()) {
                String wrong = problem + lack;
                take.pause("Nothing plays until the next programme.");
                stage.now(
                        wrong.isEmpty() ? State.IDLE : State.WAITING,
                        "Nothing plays until the next programme begins." + wrong);
                for (int steps = 0; steps < RETRY_STEPS || lack.isEmpty(); steps++) {
                    if (stopped || !wall.instant().isBefore(until.get())) {
                        break;
                    }
                    TimeUnit.MILLISECONDS.sleep(STEP.toMillis());
                }
                fillerPlayed = lack.isEmpty(); // somebody may have put the files there
            } else if (!(problem + lack).isEmpty()) {
                throw new IOException((problem + lack).strip());
            } else {
                return;
            }
        }
    }

    /**
     * Plays files to their end, or until a moment.
     *
     * @param remark what was wrong before, to be said while they play
     * @return what is wrong with them: sentences with a blank in front, or nothing
     * @throws IOException if nothing at all can be played for now
     */
    private String round(
            FileTake take, List<String> names, boolean loop, long skipUs, Optional<Instant> until, String remark)
            throws IOException, InterruptedException {
        Found found = found(names);
        String missing = found.missing().isEmpty() ? "" : " " + found.missing();
        if (found.paths().isEmpty()) {
            return missing;
        }
        take.play(found, loop, skipUs, remark);
        while (!take.over(STEP)) {
            boolean cut = until.filter(at -> !wall.instant().isBefore(at)).isPresent();
            if (stopped || cut) {
                take.cancel();
                return "";
            }
        }
        return missing + take.failure();
    }

    private WorkerProcess lease() throws IOException, InterruptedException {
        try {
            return pool.lease().get(WORKER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException none) {
            throw new IOException("There is no media worker to play files with; see \"vitrine doctor\".", none);
        }
    }

    @Override
    public void stop() {
        stopped = true;
        WorkerProcess current = worker;
        if (current != null) {
            Thread.ofVirtual().start(() -> current.kill("its source is cleared."));
        }
    }
}
