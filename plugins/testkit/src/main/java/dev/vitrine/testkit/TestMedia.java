package dev.vitrine.testkit;

import dev.vitrine.api.log.MediaTime;
import dev.vitrine.api.media.ClipFile;
import dev.vitrine.api.media.ClipRequest;
import dev.vitrine.api.media.MediaService;
import dev.vitrine.api.media.Rung;
import dev.vitrine.api.media.StreamState;
import dev.vitrine.api.media.StreamStatus;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A media engine that shows what a test says and cuts clips when a test says so. */
public final class TestMedia implements MediaService {
    private final Deque<Job> jobs = new ArrayDeque<>();
    private Optional<MediaTime> live = Optional.of(new MediaTime(1, 600_000));

    /** A clip that was asked for. */
    public record Job(ClipRequest request, CompletableFuture<ClipFile> result) {}

    /** Shows a picture ten minutes into its first epoch. */
    public TestMedia() {}

    /** Sets the newest picture; empty means there never was one. */
    public void live(Optional<MediaTime> time) {
        live = time;
    }

    /** The newest picture. */
    public Optional<MediaTime> live() {
        return live;
    }

    /** Takes the oldest clip that was asked for. */
    public Optional<Job> nextJob() {
        return Optional.ofNullable(jobs.poll());
    }

    /** How many clips wait for the test. */
    public int waiting() {
        return jobs.size();
    }

    @Override
    public Optional<StreamStatus> status(String event) {
        return live.map(time -> new StreamStatus(
                event,
                StreamState.LIVE,
                Instant.EPOCH,
                live,
                Instant.EPOCH,
                1280,
                720,
                "avc1.42c01f",
                "mp4a.40.2",
                2500,
                30,
                2000));
    }

    @Override
    public List<Rung> rungs(String event) {
        return List.of(new Rung(Rung.SOURCE, 1280, 720, 30, 2500, "avc1.42c01f", "mp4a.40.2"));
    }

    @Override
    public CompletionStage<ClipFile> clip(ClipRequest request) {
        Job job = new Job(request, new CompletableFuture<>());
        jobs.add(job);
        return job.result();
    }
}
